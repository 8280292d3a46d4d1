import { expect, test } from '@jest/globals';
import { perform } from '../../triggers/perception_analysis_ready.ts';
import { run, sandbox, useClockOfSandbox } from '../tavus_app.ts';

/** The visual analysis of a conversation is there. */

useClockOfSandbox();

test.each(['2025', 'may_2026', 'autumn_2026'] as const)(
  'gives its text, API of %s',
  async (age) => {
    sandbox.behaviour.age = age;
    const { id } = sandbox.addConversation({
      lines: [['user', 'Hello']],
      perception: '## Seen\n\n- a quiet office',
    });
    expect(await run(perform)).toMatchObject([
      { id, perception_analysis: '## Seen\n\n- a quiet office', participant_joined: true },
    ]);
  },
);

test('fires for an analysis that is no text', async () => {
  const { id } = sandbox.addConversation({ lines: [['user', 'Hello']], perception: '?' });
  const event_type = 'application.perception_analysis';
  const events = [{ event_type, properties: { analysis: { mood: 'Calm.' } } }];
  sandbox.fault({
    kind: 'changed_json',
    change: (body) => ({ ...Object(body), events }),
    when: { path: `/v2/conversations/${id}` },
  });
  expect(await run(perform)).toMatchObject([{ id, perception_analysis: 'mood: Calm.' }]);
});

test('fires for somebody who was seen but said nothing', async () => {
  const { id } = sandbox.addConversation({ status: 'active' });
  sandbox.playCall(id, []);
  sandbox.clock.advance(600);
  expect(await run(perform)).toMatchObject([
    { id, perception_analysis: expect.any(String), transcript_text: null },
  ]);
});

test('never fires if Tavus reports that none will come, and does not ask again', async () => {
  sandbox.addConversation({ lines: [['user', 'Hello']], perception: 'unavailable' });
  for (let hours = 0; hours < 4; hours += 1) {
    expect(await run(perform)).toEqual([]);
    sandbox.clock.advance(3600);
  }
  expect(sandbox.requests).toHaveLength(4 + 1);
});
