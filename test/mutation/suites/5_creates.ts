import { judgeWith } from '../suite.ts';

judgeWith('5_creates');
