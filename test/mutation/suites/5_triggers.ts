import { judgeWith } from '../suite.ts';

judgeWith('triggers', 'app.test.ts');
