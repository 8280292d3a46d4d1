import { judgeWith } from '../suite.ts';

judgeWith('4_searches');
