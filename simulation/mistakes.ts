/**
 * `npm run simulate:mistakes`: shows that the simulation can fail. Each mistake is made in a copy of the
 * app, and accounts live with it until a rule is broken: it has to be one that the mistake breaks.
 * `-- --only WORDS` makes some of them.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { RULES, type RuleName } from './rules.ts';

interface Mistake {
  readonly what: string;
  /** The rules that it breaks; it counts as found only if one of them is the first that is seen broken. */
  readonly breaks: readonly RuleName[];
  readonly file: string;
  /** Must be in the file once. */
  readonly right: string;
  readonly wrong: string;
}

const MISTAKES: readonly Mistake[] = [
  {
    what: 'a record is given too early',
    breaks: ['ready', 'whole'],
    file: 'triggers/transcript_ready.ts',
    right: 'if (turns !== null && turns.length > 0)',
    wrong: 'if (detail.events.shutdown)',
  },
  {
    what: 'the moment of the end is not waited for',
    breaks: ['whole'],
    file: 'triggers/conversation_ended.ts',
    right: "if (shutdown?.at) return 'ready';",
    wrong: "if (shutdown) return 'ready';",
  },
  {
    what: 'tests start Zaps',
    breaks: ['tests'],
    file: 'triggers/conversation_ended.ts',
    right: 'const isOver = shutdown !== null ||',
    wrong: 'const isOver = shutdown === null ||',
  },
  {
    what: 'a transcript that is late never comes',
    breaks: ['in_time'],
    file: 'triggers/transcript_ready.ts',
    right: "? 'never' : 'not_yet'",
    wrong: "? 'never' : 'never'",
  },
  {
    what: 'what was not ready is never looked at again',
    breaks: ['in_time'],
    file: 'triggers/polling/look.ts',
    right: "if (state.state !== 'pending') return false;",
    wrong: 'if (state) return false;',
  },
  {
    what: 'what could not be got is given up',
    breaks: ['in_time'],
    file: 'triggers/polling/look.ts',
    right: 'learned[id] = states[id] ?? pendingSince(run, listed, run.now, false);',
    wrong: "learned[id] = { state: 'never', created: createdSeconds(run, listed) };",
  },
  {
    what: 'pages after the first are dropped',
    breaks: ['in_time', 'past'],
    file: 'triggers/polling/recent.ts',
    right: 'if (readSince < start) return;',
    wrong: 'if (start) return;',
  },
  {
    what: 'polls look back for an hour',
    breaks: ['in_time', 'requests'],
    file: 'triggers/polling/recent.ts',
    right: 'LOOK_BACK_SECONDS = 24 * 3600',
    wrong: 'LOOK_BACK_SECONDS = 3600',
  },
  {
    what: 'the year 1 is taken for a date',
    breaks: ['in_time', 'requests'],
    file: 'triggers/polling/run.ts',
    right: 'const moment = momentOf(conversation);',
    wrong: 'const moment = Date.parse(String(conversation.created_at));',
  },
  {
    what: 'a total that is too small is believed',
    breaks: ['in_time', 'past', 'requests'],
    file: 'tavus/lists/newest_first.ts',
    right: 'if (page.items.length < pageSize && !reader.mustBeCertain) return',
    wrong: 'if (!reader.mustBeCertain) return',
  },
  {
    what: 'a memory is trusted blindly',
    breaks: ['reasons', 'in_time'],
    file: 'triggers/polling/memory.ts',
    right: 'const state = stateIn(value);',
    wrong: 'const state = value as ConversationState;',
  },
  {
    what: 'other Zaps do not get what one has had',
    breaks: ['in_time'],
    file: 'triggers/polling/poll.ts',
    right: "if (state?.state !== 'ready' || !isWanted(state.record)) return [];",
    wrong: "if (state?.state !== 'ready' || id !== '') return [];",
  },
  {
    what: 'of two polls at the same moment one forgets what the other has learned',
    breaks: ['requests'],
    file: 'triggers/polling/poll.ts',
    right: 'const others = await recall(z, key);',
    wrong: 'const others = memory;',
  },
  {
    what: 'every poll gets everything that is not ready',
    breaks: ['requests'],
    file: 'triggers/polling/look.ts',
    right: 'run.now - state.since >= GROWTH * waited;',
    wrong: 'GROWTH * waited >= 0;',
  },
  {
    what: 'a Zap fires for what it is not narrowed to',
    breaks: ['fitting'],
    file: 'triggers/polling/poll.ts',
    right: "matchesFilter(run, record) === 'yes';",
    wrong: 'matchesFilter(run, record) !== undefined;',
  },
  {
    what: 'a Zap that is turned on fires for the past',
    breaks: ['past'],
    file: 'triggers/polling/poll.ts',
    right: 'return recent.filter(hasHappened)',
    wrong: 'return recent.filter((each) => !hasHappened(each))',
  },
  {
    what: 'a Zap that is turned on does not look again at what failed',
    breaks: ['in_time'],
    file: 'triggers/polling/look.ts',
    right: 'run.isTurningOn ? await lookAgain(run, round, states, learned) : round;',
    wrong: 'run.now ? round : await lookAgain(run, round, states, learned);',
  },
  {
    what: 'what could not be got while a Zap was turned on is new',
    breaks: ['past'],
    file: 'triggers/polling/poll.ts',
    right: 'if (state === undefined) return true;',
    wrong: 'if (state === undefined) return false;',
  },
  {
    what: 'the start of a transcript is worked out once a turn',
    breaks: ['seconds'],
    file: 'tavus/conversations/events.ts',
    right: 'return entries.flatMap((entry) => turnOf(entry, start));',
    wrong: 'return entries.flatMap((entry) => turnOf(entry, start && startOf(entries)));',
  },
  {
    what: 'what seems to be a test is looked at rarely',
    breaks: ['in_time'],
    file: 'triggers/polling/look.ts',
    right: '>= GROWTH * waited;',
    wrong: '>= (state.isEmpty ? 16 : GROWTH) * waited;',
  },
  {
    what: 'what has changed lately is new',
    breaks: ['requests', 'past', 'in_time'],
    file: 'tavus/lists/list_order.ts',
    right: "Date.parse(timeOf(thing, 'created_at') ?? '')",
    wrong: "Date.parse(timeOf(thing, 'updated_at') ?? '')",
  },
  {
    what: 'nobody waits until a memory is kept',
    breaks: ['requests'],
    file: 'triggers/polling/memory.ts',
    right: 'await cacheSet(',
    wrong: 'void cacheSet(',
  },
  {
    what: 'the memory of another trigger is taken for one’s own',
    breaks: ['ready', 'whole', 'in_time', 'requests', 'fitting', 'tests', 'past'],
    file: 'triggers/polling/memory.ts',
    right: 'if (kept.key !== key) return { states: {} };',
    wrong: '',
  },
  {
    what: 'a key is missing in what comes from memory',
    breaks: ['whole'],
    file: 'hydrators.ts',
    right: '    transcript: z.dehydrate(hydrators.transcript, said),\n',
    wrong: '',
  },
  {
    what: 'videos start Zaps while they are made',
    breaks: ['ready'],
    file: 'triggers/video_ready.ts',
    right: 'isReady: video.is_ready,',
    wrong: 'isReady: true,',
  },
  {
    what: 'documents that could not be processed start no Zap',
    breaks: ['in_time'],
    file: 'triggers/document_ready.ts',
    right: 'hasFailed: hasFailed(document) }',
    wrong: 'hasFailed: false }',
  },
  {
    what: 'a create is sent again without looking',
    breaks: ['one_each', 'nothing'],
    file: 'creates/create_once.ts',
    right: '    const finding = await find({ failure, sentAt });',
    wrong:
      '    await find({ failure, sentAt });\n    return await send(withAdditionalFields(body, additional));\n    const finding = await find({ failure, sentAt });',
  },
  {
    what: '"Nothing was created" is said without looking',
    breaks: ['nothing'],
    file: 'creates/create_once.ts',
    right: 'if (!failure.mayHaveSucceeded) {',
    wrong: 'if (failure.kind) {',
  },
  {
    what: 'what may still come is said to be absent',
    breaks: ['nothing', 'one_each'],
    file: 'tavus/once/recovery.ts',
    right: "return kind === 'timed_out' || kind === 'unreadable_answer' || status === 504;",
    wrong: "return kind === 'wrong_key' && status === 504;",
  },
  {
    what: 'names are not compared when a lost answer is looked for',
    breaks: ['one_each'],
    file: 'tavus/once/recovery.ts',
    right: 'const mark = lost.compareMark(thing);',
    wrong: "const mark: Likeness = lost.compareMark(thing) && 'same';",
  },
  {
    what: 'what another step has undone is not written again',
    breaks: ['together'],
    file: 'tavus/once/shared_change.ts',
    right: '    state = again.value;',
    wrong: '    return again.value;',
  },
  {
    what: 'of two memories of a topic both stay',
    breaks: ['together'],
    file: 'tavus/memory_stores.ts',
    right: "return older.length > 0 ? { kind: 'delete', older } : null;",
    wrong: 'return null;',
  },
  {
    what: 'a text is added to a prompt again because another step has added one behind it',
    breaks: ['together'],
    file: 'tavus/personas.ts',
    right: ': count(prompt) > known;',
    wrong: ': spaced(prompt).endsWith(spaced(text));',
  },
];

const PROJECT = new URL('..', import.meta.url).pathname;

/** How many copies of the app are tried at once. */
const AT_ONCE = 2;

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });

/** The rule that a copy of the app, with a mistake in it or without, is first seen to break; "none" if none. */
async function ruleBrokenBy(mistake?: Mistake): Promise<string> {
  const copy = mkdtempSync(join(tmpdir(), 'tavus-mistake-'));
  try {
    const left = /^(node_modules|dist|build|coverage|\.git|\.stryker.*)$/;
    cpSync(PROJECT, copy, {
      recursive: true,
      filter: (from) => !left.test(from.slice(PROJECT.length).split('/')[0] ?? ''),
    });
    symlinkSync(join(PROJECT, 'node_modules'), join(copy, 'node_modules'));
    if (mistake) make(mistake, copy);
    const args = ['simulation/main.ts', '--until-broken', '--days', '4', '--seeds', '40'];
    const printed = await printedBy(args, copy);
    return /^=> ([^.]*)\./m.exec(printed)?.[1] ?? 'none';
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

/** What a program prints; throws if it breaks down. */
function printedBy(args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const program = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    let complaints = '';
    program.stdout.on('data', (text) => {
      printed += text;
    });
    program.stderr.on('data', (text) => {
      complaints += text;
    });
    // It ends with 1 if a rule is broken, and if it breaks down.
    program.on('close', () => {
      if (printed.includes('| all |')) resolve(printed);
      else reject(new Error(complaints));
    });
  });
}

function row(what: string, breaks: readonly string[], found: string): string {
  if (!breaks.includes(found)) process.exitCode = 1;
  return `| ${what} | ${breaks.join(', or: ')} | ${found} |`;
}

console.log('| Mistake | The rule that it breaks | The first that was seen broken |');
console.log('| --- | --- | --- |');
// What is found without a mistake says nothing about mistakes.
if (values.only === '') console.log(row('none', ['none'], await ruleBrokenBy()));
const waiting = MISTAKES.filter(({ what }) => what.includes(values.only));
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      console.log(
        row(
          next.what,
          next.breaks.map((rule) => RULES[rule]),
          await ruleBrokenBy(next),
        ),
      );
    }
  }),
);
