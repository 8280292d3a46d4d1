import { judgeWith } from '../suite.ts';

judgeWith('7_long');
