import { judgeWith } from '../suite.ts';

judgeWith('tavus');
