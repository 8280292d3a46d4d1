import { judgeWith } from '../suite.ts';

judgeWith('3_tavus');
