/**
 * `npm run simulate:mistakes`: shows that the simulation can fail. Each mistake is made in a copy of the
 * app, and accounts live with it until a rule is broken. `-- --only WORDS` makes some of them.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

interface Mistake {
  readonly what: string;
  readonly file: string;
  /** Must be in the file once. */
  readonly right: string;
  readonly wrong: string;
}

const MISTAKES: readonly Mistake[] = [
  {
    what: 'a record is given too early',
    file: 'triggers/transcript_ready.ts',
    right: 'if (turns !== null && turns.length > 0)',
    wrong: 'if (detail.events.shutdown)',
  },
  {
    what: 'pages after the first are dropped',
    file: 'triggers/polling/poll.ts',
    right: 'if (page.readSince < lookBackStart) return;',
    wrong: 'if (lookBackStart) return;',
  },
  {
    what: 'what was not ready is never looked at again',
    file: 'triggers/polling/look.ts',
    right: "if (state.state !== 'pending') return false;",
    wrong: 'if (state) return false;',
  },
  {
    what: 'a memory is trusted blindly',
    file: 'triggers/polling/memory.ts',
    right: 'return result.success ? result.data : { list: null, states: {} };',
    wrong:
      'return ((await cacheGet(zapier, key)) ?? { list: null, states: {} }) as PollMemory & typeof result.data;',
  },
  {
    what: 'what could not be got is given up',
    file: 'triggers/polling/look.ts',
    right: 'learned[listed.id] = states[listed.id] ?? pendingSince(run, listed, run.now, false);',
    wrong: "learned[listed.id] = { state: 'never', created: createdAt(run, listed) };",
  },
  {
    what: 'other Zaps do not get what one has had',
    file: 'triggers/polling/poll.ts',
    right: 'return limited.get(id) ?? wanted;',
    wrong: 'return limited.get(id) ?? (wanted ? [] : []);',
  },
  {
    what: 'a Zap fires for what it is not narrowed to',
    file: 'triggers/polling/poll.ts',
    right: "matchesFilter(run, record) === 'yes';",
    wrong: 'matchesFilter(run, record) !== undefined;',
  },
  {
    what: 'a Zap that is turned on fires for the past',
    file: 'triggers/polling/poll.ts',
    right: 'return recent.filter(hasHappened)',
    wrong: 'return recent.filter((each) => !hasHappened(each))',
  },
  {
    what: 'tests start Zaps',
    file: 'triggers/conversation_ended.ts',
    right: 'shutdown || (hasEvents && secondsOver >= REASON_SECONDS)',
    wrong: 'shutdown || (!hasEvents && secondsOver >= 0)',
  },
  {
    what: 'a transcript that is late never comes',
    file: 'triggers/transcript_ready.ts',
    right: "? 'never' : 'not_yet'",
    wrong: "? 'never' : 'never'",
  },
  {
    what: 'polls look back for an hour',
    file: 'triggers/polling/run.ts',
    right: 'LOOK_BACK_SECONDS = 24 * 3600',
    wrong: 'LOOK_BACK_SECONDS = 3600',
  },
  {
    what: 'every poll gets everything that is not ready',
    file: 'triggers/polling/look.ts',
    right: 'return run.isTurningOn || run.now - state.since >= growth * waited;',
    wrong: 'return run.isTurningOn || growth * waited >= 0;',
  },
  {
    what: 'a key is missing in what comes from memory',
    file: 'triggers/polling/big_parts.ts',
    right: '    transcript: z.dehydrate(hydrators.transcript, { conversation_id }),\n',
    wrong: '',
  },
  {
    what: 'a create is sent again without looking',
    file: 'creates/create_conversation.ts',
    right: 'return await recovered(z, client, { request, failure, sentAt, hasOwnName }, claim);',
    wrong:
      'await recovered(z, client, { request, failure, sentAt, hasOwnName }, claim).catch(() => {});\n    return await handedOver(z, client, await createConversation(client, whole), request);',
  },
  {
    what: '"Nothing was created" is said without looking',
    file: 'creates/create_conversation.ts',
    right: 'if (!failure.mayBeDone) throw',
    wrong: 'if (failure.kind) throw',
  },
  {
    what: 'what may still come is said to be absent',
    file: 'tavus/recovery.ts',
    right: "return kind === 'timed_out' || kind === 'unreadable_answer' || status === 504;",
    wrong: "return kind === 'wrong_key' && status === 504;",
  },
  {
    what: 'any conversation that is new is taken for the own one',
    file: 'tavus/recovery.ts',
    right: "if (!first) return { kind: 'absent' };",
    wrong:
      "if (first) return { kind: 'found', thing: first.thing };\n  if (!first) return { kind: 'absent' };",
  },
];

const PROJECT = new URL('..', import.meta.url).pathname;

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });

/** What the simulation says of a copy of the app, with a mistake in it or without. */
function simulated(mistake?: Mistake): { found: boolean; rule: string } {
  const copy = mkdtempSync(join(tmpdir(), 'tavus-mistake-'));
  try {
    const left = /^(node_modules|dist|build|coverage|\.git|\.stryker.*)$/;
    cpSync(PROJECT, copy, {
      recursive: true,
      filter: (from) => !left.test(from.slice(PROJECT.length).split('/')[0] ?? ''),
    });
    symlinkSync(join(PROJECT, 'node_modules'), join(copy, 'node_modules'));
    if (mistake) make(mistake, copy);
    const args = ['simulation/main.ts', '--until-broken', '--days', '4', '--seeds', '8'];
    const { stdout } = spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8' });
    const rule = /^=> (.*)$/m.exec(stdout)?.[1];
    return { found: rule !== undefined, rule: rule ?? 'nothing' };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function make({ file, right, wrong }: Mistake, copy: string): void {
  const path = join(copy, file);
  const source = readFileSync(path, 'utf8');
  if (source.split(right).length !== 2) throw new Error(`${file} has not once: ${right}`);
  writeFileSync(
    path,
    source.replace(right, () => wrong),
  );
}

console.log('| Mistake | Found by |\n| --- | --- |');
const asItIs = simulated();
console.log(`| none | ${asItIs.rule} |`);
// What is found without a mistake says nothing about mistakes.
if (asItIs.found) process.exitCode = 1;
for (const mistake of MISTAKES.filter(({ what }) => what.includes(values.only))) {
  const { found, rule } = simulated(mistake);
  console.log(`| ${mistake.what} | ${rule} |`);
  if (!found) process.exitCode = 1;
}
