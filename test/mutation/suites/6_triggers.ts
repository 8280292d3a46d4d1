import { judgeWith } from '../suite.ts';

judgeWith('6_triggers');
