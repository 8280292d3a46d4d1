import { judgeWith } from '../suite.ts';

judgeWith('2_forms');
