import { judgeWith } from '../suite.ts';

judgeWith('1_first');
