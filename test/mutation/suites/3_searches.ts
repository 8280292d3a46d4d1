import { judgeWith } from '../suite.ts';

judgeWith('searches', 'authentication.test.ts', 'hydrators.test.ts');
