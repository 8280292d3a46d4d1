import { afterEach, expect, jest, test } from '@jest/globals';
import { perform as findReplica } from '../../../searches/find_replica.ts';
import { tavusClient } from '../../../tavus/http/client.ts';
import { resultOf } from '../../../tavus/http/failure.ts';
import { perform as videoReady } from '../../../triggers/video_ready.ts';
import { setLimits } from '../../limits.ts';
import { errorOf, run, sandbox } from '../../tavus_app.ts';

afterEach(() => {
  jest.restoreAllMocks();
});

test('a step whose time is over sends nothing more', async () => {
  // Half a minute goes by whenever the app looks at the clock.
  let seconds = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => {
    seconds += 30;
    return seconds * 1000;
  });
  const { message } = await errorOf(run(findReplica, { replica_name: 'Anna' }));
  expect(message).toContain('it did not reply in time');
  expect(sandbox.requests).toHaveLength(0);
});

test('a step whose time went into its own computing does not blame Tavus', async () => {
  // The sandbox runs in this process, so its computing stands for that of the app.
  const compute = (body: unknown) => {
    for (const end = performance.now() + 150; performance.now() < end; );
    return body;
  };
  sandbox.addVideos(150, () => ({}));
  setLimits({ step: 0.1 });
  sandbox.fault({ kind: 'changed_json', change: compute });
  const { message } = await errorOf(run(videoReady, {}, { isPopulatingDedupe: true }));
  expect(message).toBe(
    'This step could not list your videos: reading the data from Tavus took too long. Search for less, for example for one ID, then try again.',
  );
});

test('a request may take 15 seconds, or what is left of the 25 of its step', async () => {
  // A whole number, so that nothing is rounded.
  const started = 1_000_000;
  let seconds = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => started + seconds * 1000);
  const timeout = jest.spyOn(AbortSignal, 'timeout');
  const limitAfter = (passed: number) =>
    run(async (z, bundle) => {
      seconds = 0;
      const client = tavusClient(z, bundle);
      seconds = passed;
      timeout.mockClear();
      const { ok } = await resultOf(() => client.send({ path: ['v2', 'replicas'] }));
      return { ok, limits: timeout.mock.calls.flat() };
    });
  expect(await limitAfter(0)).toEqual({ ok: true, limits: [15_000] });
  expect(await limitAfter(9)).toEqual({ ok: true, limits: [15_000] });
  expect(await limitAfter(11)).toEqual({ ok: true, limits: [14_000] });
  expect(await limitAfter(24.5)).toEqual({ ok: true, limits: [500] });
  expect(await limitAfter(25)).toEqual({ ok: false, limits: [] });
});

test.each([300, 304])('a status of %i to a question is no answer', async (status) => {
  sandbox.fault({ kind: 'status', status });
  const { message } = await errorOf(run(findReplica, { replica_name: 'Anna' }));
  expect(message).toContain(`its service has a problem (status ${status})`);
});
