import { judgeWith } from '../suite.ts';

judgeWith('forms', 'fields', 'platform');
