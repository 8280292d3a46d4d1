import { expect, jest, test } from '@jest/globals';
import { perform as findReplica } from '../../searches/find_replica.ts';
import { errorOf, run, sandbox } from '../tavus_app.ts';

test('a step whose time is over sends nothing more', async () => {
  // Half a minute goes by whenever the app looks at the clock.
  let seconds = 0;
  const clock = jest.spyOn(performance, 'now').mockImplementation(() => {
    seconds += 30;
    return seconds * 1000;
  });
  const { message } = await errorOf(run(findReplica, { replica_name: 'Anna' }));
  clock.mockRestore();
  expect(message).toContain('it did not answer in time');
  expect(sandbox.requests).toHaveLength(0);
});
