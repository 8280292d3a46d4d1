import { judgeWith } from '../suite.ts';

judgeWith('creates');
