import { html } from 'hono/html';
import type { ConversationState } from '../../sandbox/sandbox.ts';
import type { Html } from './layout.ts';

/** The calls of the sandbox: someone joins, speaks and leaves, and time passes. */
export function callsPage(conversations: readonly ConversationState[], now: Date): Html {
  const rows = conversations
    .toReversed()
    .slice(0, 20)
    .map(
      (conversation) =>
        html`<tr>
          <td>${conversation.name}<br /><code>${conversation.id}</code></td>
          <td>${conversation.status}</td>
          <td>${conversation.status === 'active' ? callButtons(conversation) : ''}</td>
        </tr>`,
    );
  return html`<h1>Calls in the sandbox</h1>
    <p>
      Play a call, then test a trigger. A whole call includes the ten minutes after it, so its
      transcript and post-call data are ready. It has a recording if the step has a place for one. It
      is
      <time datetime="${now.toISOString()}">${now.toISOString()}</time> in the sandbox.
    </p>
    <form method="post" action="/sandbox/clock" class="buttons">
      <button name="seconds" value="60" class="second">A minute passes</button>
      <button name="seconds" value="600" class="second">Ten minutes pass</button>
      <button name="seconds" value="3600" class="second">An hour passes</button>
    </form>
    ${
      rows.length === 0
        ? html`<p>No conversations yet. Run Create Conversation live first.</p>`
        : html`<div class="scroll" tabindex="0" role="region" aria-label="Conversations">
          <table>
            <thead>
              <tr>
                <th scope="col">Conversation</th>
                <th scope="col">Status</th>
                <th scope="col">What happens next</th>
              </tr>
            </thead>
            <tbody>
              ${rows}
            </tbody>
          </table>
        </div>`
    }`;
}

function callButtons({ id, name, participants }: ConversationState): Html {
  const moves =
    participants === 0
      ? ([
          ['join', 'Someone joins'],
          ['call', 'Play a whole call'],
        ] as const)
      : ([
          ['say', 'They speak'],
          ['leave', 'Someone leaves'],
          ['join', 'Someone else joins'],
        ] as const);
  return html`<form method="post" action="/sandbox/conversations/${id}" class="buttons">
    ${moves.map(
      ([move, label]) =>
        html`<button name="move" value="${move}" class="second">
          ${label}<span class="unseen"> in ${name}</span>
        </button>`,
    )}
  </form>`;
}
