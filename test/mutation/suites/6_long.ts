import { judgeWith } from '../suite.ts';

judgeWith('triggers/polling/poll.test.ts', 'creates/create_once.test.ts');
