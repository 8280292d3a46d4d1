import { FAULT_CASES, type FaultCase, type FaultName, namesOf } from './fault_kinds.ts';
import { OPERATIONS, type OperationName } from './operations.ts';

/**
 * What comes of every operation when something goes wrong on the way to Tavus, written down by hand.
 * matrix.test.ts compares it with what really happens.
 */

/** What a run gives: its result, nothing (a poll that has another try), or an error of that class. */
export type Gives =
  | 'result'
  | 'nothing yet'
  | 'AppError'
  | 'HaltedError'
  | 'ThrottledError'
  | 'ExpiredAuthError';

/** How many conversations came into being, and by how many there are more open ones. */
export interface Change {
  readonly created: number;
  readonly open: number;
}

export interface Expected extends Change {
  readonly gives: Gives;
  /** The whole message; `{doing}` is what the operation does, `{id}` and `{name}` the conversation's. */
  readonly says?: string;
  /** After how many seconds Zapier tries again. */
  readonly delay?: number;
  /** What the next run, with nothing wrong, changes; its result is always a good one. */
  readonly next: Change & { readonly words: string };
}

const COULD_NOT = 'Tavus could not {doing}:';
const SOON = 'Try again in a few minutes.';

/** How a message goes on after "Tavus could not …:", for the faults that a request cannot get over. */
const PROBLEMS = {
  late: `it did not reply in time. ${SOON}`,
  broken: `the connection was lost. ${SOON}`,
  unreadable: `its reply (status 200) was not readable. ${SOON}`,
  html: `its service has a problem (status 502). ${SOON} Tavus says: "502 Bad Gateway".`,
  redirect: `its service has a problem (status 302). ${SOON}`,
  throttled:
    'it is receiving too many requests at the moment. Zapier tries this step again later. Tavus says: "Too many requests".',
};

/** The problem that a request meets; null where it gets its answer all the same. */
const PROBLEM_OF: Readonly<Record<FaultName, string | null>> = {
  delay: null,
  slow_drip: null,
  wrong_content_type: null,
  endless_drip: PROBLEMS.late,
  never_answer: PROBLEMS.late,
  never_answer_undone: PROBLEMS.late,
  truncated_body: PROBLEMS.late,
  reset_before: PROBLEMS.broken,
  reset_after: PROBLEMS.broken,
  empty_200: PROBLEMS.unreadable,
  garbage: PROBLEMS.unreadable,
  json: PROBLEMS.unreadable,
  html_200: PROBLEMS.unreadable,
  html_200_done: PROBLEMS.unreadable,
  html_error: PROBLEMS.html,
  html_error_done: PROBLEMS.html,
  redirect: PROBLEMS.redirect,
  throttled: PROBLEMS.throttled,
  throttled_for_seconds: PROBLEMS.throttled,
  throttled_until: PROBLEMS.throttled,
  status_408: PROBLEMS.late,
  status_408_done: PROBLEMS.late,
  status_500: `its service has a problem (status 500). ${SOON}`,
  status_500_done: `its service has a problem (status 500). ${SOON}`,
  status_502: `its service has a problem (status 502). ${SOON}`,
  status_502_done: `its service has a problem (status 502). ${SOON}`,
  status_503: `its service has a problem (status 503). ${SOON}`,
  status_503_done: `its service has a problem (status 503). ${SOON}`,
  status_504: `its service has a problem (status 504). ${SOON}`,
  status_504_done: `its service has a problem (status 504). ${SOON}`,
};

const DELAY_OF: Partial<Readonly<Record<FaultName, number>>> = {
  throttled: 60,
  throttled_for_seconds: 7,
  throttled_until: 90,
};

const NOTHING = { created: 0, open: 0 };
const WORKS = { ...NOTHING, words: 'works' };

/** The error that an unmet problem is; `more` follows it in the message. */
function errorOf(name: FaultName, more = ''): Pick<Expected, 'gives' | 'says' | 'delay'> {
  const delay = DELAY_OF[name];
  return {
    gives: delay === undefined ? 'AppError' : 'ThrottledError',
    says: `${COULD_NOT} ${PROBLEM_OF[name]}${more}`,
    ...(delay !== undefined && { delay }),
  };
}

type Expectation = (name: FaultName, each: FaultCase) => Expected;

/** Searches, dropdowns, pointers, the lists of polls: a run without an answer changes nothing. */
const reading: Expectation = (name) =>
  PROBLEM_OF[name] === null
    ? { gives: 'result', ...NOTHING, next: WORKS }
    : { ...errorOf(name), ...NOTHING, next: WORKS };

/** In the dialog that connects an account there is no Zap yet that Zapier could try again. */
const connecting: Expectation = (name, each) => {
  if (DELAY_OF[name] === undefined) return reading(name, each);
  const says = `${COULD_NOT} it is receiving too many requests at the moment. Try again in a minute. Tavus says: "Too many requests".`;
  return { gives: 'AppError', says, ...NOTHING, next: WORKS };
};

/** A poll gets over a conversation that it cannot get, unless the next one would fail too. */
const pollingOne: Expectation = (name, each) =>
  PROBLEM_OF[name] === null || DELAY_OF[name] !== undefined
    ? reading(name, each)
    : { gives: 'nothing yet', ...NOTHING, next: { ...NOTHING, words: 'fires' } };

/** A conversation that cannot be got is given as it is listed, unless the next one would fail too. */
const lookingInto: Expectation = (name, each) =>
  DELAY_OF[name] !== undefined ? reading(name, each) : { gives: 'result', ...NOTHING, next: WORKS };

const ONE = { created: 1, open: 1 };
const CREATED: Expected = {
  gives: 'result',
  ...ONE,
  next: { ...ONE, words: 'creates another one, as every run does' },
};
const CREATES = { ...ONE, words: 'creates the conversation' };

/** Cannot be told, or the answer may still take effect: nobody may run the step again by himself. */
function uncertain(isThere: boolean): Expected {
  return {
    gives: 'HaltedError',
    says: 'Do not replay this run yet: it is not certain whether Tavus created the conversation "{name}": its reply was lost, and a search for the result was not conclusive. Look for it in Tavus before you run this step again. If it exists, use it or end it, because it is being billed.',
    ...(isThere ? ONE : NOTHING),
    next: isThere
      ? { ...ONE, words: 'would create a second one: look for the first before' }
      : CREATES,
  };
}

/** The answer to the create is lost, and the look-up works. */
const creating: Expectation = (name, { workDone }) => {
  if (PROBLEM_OF[name] === null || workDone) return CREATED;
  if (DELAY_OF[name] !== undefined) {
    return { ...errorOf(name, ' Nothing was created.'), ...NOTHING, next: CREATES };
  }
  const mayStillCome: readonly FaultName[] = [
    'never_answer_undone',
    'html_200',
    'status_408',
    'status_504',
  ];
  if (mayStillCome.includes(name)) return uncertain(false);
  const safe = ' Nothing was created. It is safe to run this step again.';
  return { ...errorOf(name, safe), ...NOTHING, next: CREATES };
};

/** As above, but what is found is of no use: the token to get in was in the lost answer. */
const creatingPrivate: Expectation = (name, each) => {
  const expected = creating(name, each);
  if (PROBLEM_OF[name] === null || expected.gives !== 'result') return expected;
  return {
    gives: 'AppError',
    says: 'Tavus created the conversation {id}, but it is private, and its token was not returned. The app ended it, so it is safe to run this step again.',
    created: 1,
    open: 0,
    next: CREATES,
  };
};

/** The look-up meets the same fault as the create. */
const creatingBlindly: Expectation = (name, each) => {
  if (PROBLEM_OF[name] === null || DELAY_OF[name] !== undefined) return creating(name, each);
  return uncertain(each.workDone);
};

/** Once a conversation exists, nothing that goes wrong is a failure. */
const alwaysCreating: Expectation = () => CREATED;

/** As for a conversation, in the words of a video, which nobody can end. */
function ofVideos(expected: Expectation): Expectation {
  return (name, each) => {
    const { says, next, ...rest } = expected(name, each);
    const inWords = (text: string) =>
      text
        .replace('Tavus created the conversation', 'Tavus generates the video')
        .replace('use it or end it: it is being billed.', 'it has used your video minutes: use it.')
        .replace('Nothing was created', 'Nothing was generated')
        .replace('creates', 'generates')
        .replace('create a', 'generate a')
        .replace('conversation', 'video');
    return {
      ...rest,
      ...(says && { says: inWords(says) }),
      next: { ...next, words: inWords(next.words) },
    };
  };
}

/** As for a conversation, in the words of a document, which is told by its link. */
function ofDocuments(expected: Expectation): Expectation {
  return (name, each) => {
    const { says, next, ...rest } = expected(name, each);
    const uncertainty =
      /the conversation "\{name\}"(: its answer .*) in Tavus (before you run this step again)\..*/;
    return {
      ...rest,
      ...(says && {
        says: says.replace(
          uncertainty,
          'a document from https://www.example.com/help$1 in the knowledge base of Tavus $2: the same link twice makes two documents.',
        ),
      }),
      next: { ...next, words: next.words.replace('conversation', 'document') },
    };
  };
}

const generating = ofVideos(creating);
const generatingBlindly = ofVideos(creatingBlindly);
const creatingDocument = ofDocuments(creating);
const creatingDocumentBlindly = ofDocuments(creatingBlindly);

const ENDED = { created: 0, open: -1 };
const WAS_ENDED = { ...NOTHING, words: 'succeeds: it had ended before' };

const ending: Expectation = (name, { workDone }) => {
  // Tavus answers with nothing at all, so there is nothing to drip or to be read.
  const problem = PROBLEM_OF[name];
  const isAnswered = problem === null || problem === PROBLEMS.unreadable || name === 'endless_drip';
  if (workDone && isAnswered) return { gives: 'result', ...ENDED, next: WAS_ENDED };
  return {
    ...errorOf(name),
    ...(workDone ? ENDED : NOTHING),
    next: workDone ? WAS_ENDED : { ...ENDED, words: 'ends it' },
  };
};

const alwaysEnding: Expectation = () => ({ gives: 'result', ...ENDED, next: WAS_ENDED });

/** What Tavus answers to a message is not documented, so nothing in it is missed. */
function isTaken(name: FaultName): boolean {
  return PROBLEM_OF[name] === null || name === 'empty_200' || name === 'json';
}

const SENDS = { ...ONE, words: 'sends it again' };

/** The replica may speak already, and must not say it twice. */
const speaking: Expectation = (name, { workDone }) => {
  const sent = workDone ? ONE : NOTHING;
  if (isTaken(name)) return { gives: 'result', ...ONE, next: SENDS };
  if (DELAY_OF[name] !== undefined) return { ...errorOf(name), ...NOTHING, next: SENDS };
  const [, said = ''] = /( Tavus says: .*)/.exec(PROBLEM_OF[name] ?? '') ?? [];
  return {
    gives: 'HaltedError',
    says: `Do not replay this run yet: it is not certain whether the message reached the call, because the reply from Tavus was lost. Ask someone in the call before you run this step again, because the replica may say it twice.${said}`,
    ...sent,
    next: SENDS,
  };
};

/** What it knows may be told twice, so it is sent once more. */
const telling: Expectation = (name, { workDone }) => {
  if (isTaken(name)) return { gives: 'result', ...ONE, next: SENDS };
  if (DELAY_OF[name] !== undefined) return { ...errorOf(name), ...NOTHING, next: SENDS };
  const sent = workDone ? 2 : 1;
  return { gives: 'result', created: sent, open: sent, next: SENDS };
};

const tellingBlindly: Expectation = (name, each) => {
  if (isTaken(name) || DELAY_OF[name] !== undefined) return telling(name, each);
  const sent = each.workDone ? 2 : 0;
  const unsure = ' The message may have arrived anyway. It is safe to run this step again.';
  return { ...errorOf(name, unsure), created: sent, open: sent, next: SENDS };
};

const SAFE = ' It is safe to run this step again.';

function failedButSafe(name: FaultName): Expected {
  const isThrottled = DELAY_OF[name] !== undefined;
  return { ...errorOf(name, isThrottled ? '' : SAFE), ...NOTHING, next: WORKS };
}

const DONE: Expected = { gives: 'result', ...NOTHING, next: WORKS };

/** What the document itself says afterwards decides. */
const refreshing: Expectation = (name, { workDone }) =>
  PROBLEM_OF[name] === null || workDone ? DONE : failedButSafe(name);

/** As above, but the document cannot be asked either. */
const refreshingBlindly: Expectation = (name) =>
  PROBLEM_OF[name] === null ? DONE : failedButSafe(name);

/** An answer without a document in it is no failure: the document is asked for. */
const updating: Expectation = (name) =>
  PROBLEM_OF[name] === null || name === 'empty_200' || name === 'json' ? DONE : failedButSafe(name);

/** As for a conversation, in the words of a persona, which costs nothing. */
function ofPersonas(expectation: Expectation): Expectation {
  return (name, each) => {
    const { says, next, ...rest } = expectation(name, each);
    const inWords = (text: string) =>
      text
        .replace(
          'use it or end it: it is being billed.',
          'use it: a second one costs nothing, but the two are hard to tell apart.',
        )
        .replace('conversation', 'persona');
    return {
      ...rest,
      ...(says && { says: inWords(says) }),
      next: { ...next, words: inWords(next.words) },
    };
  };
}

const creatingPersona = ofPersonas(creating);
const creatingPersonaBlindly = ofPersonas(creatingBlindly);

const ADDS = { ...ONE, words: 'adds it' };
const IS_THERE = { ...NOTHING, words: 'succeeds: it is there already' };
const ADDED: Expected = { gives: 'result', ...ONE, next: IS_THERE };

/** A run that may have been in vain can be repeated; Tavus has said so itself where it was. */
function addingFails(name: FaultName): Expected {
  const safe = ' It is safe to run this step again, because the same memory is not added twice.';
  return { ...errorOf(name, DELAY_OF[name] ? '' : safe), ...NOTHING, next: ADDS };
}

/** The store itself says afterwards whether the memory is there. */
const adding: Expectation = (name, { workDone }) =>
  PROBLEM_OF[name] === null || workDone ? ADDED : addingFails(name);

const addingBlindly: Expectation = (name) =>
  PROBLEM_OF[name] === null ? ADDED : addingFails(name);

const IS_AS_IT_SHOULD_BE = { ...NOTHING, words: 'succeeds: the persona is as it should be' };
const UPDATED: Expected = { gives: 'result', ...NOTHING, next: IS_AS_IT_SHOULD_BE };
const UPDATES = { ...NOTHING, words: 'changes the persona, or finds it changed' };

/** A patch whose answer is lost is sent once more. */
const updatingPersona: Expectation = (name) =>
  DELAY_OF[name] === undefined
    ? UPDATED
    : { ...errorOf(name, ' Nothing was changed.'), ...NOTHING, next: UPDATES };

/**
 * What is in an answer to a patch is of no importance. The second one finds nothing to change, so its
 * answer is empty: there is nothing to drip, and nothing that could break off in its middle.
 */
const updatingPersonaBlindly: Expectation = (name, each) => {
  const isEnough: readonly FaultName[] = ['empty_200', 'json', 'endless_drip'];
  const isAnswered = PROBLEM_OF[name] === null || isEnough.includes(name);
  if (isAnswered || DELAY_OF[name] !== undefined) return updatingPersona(name, each);
  if (name === 'truncated_body') return updatingPersonaBlindly('reset_after', each);
  const unsure = ' The persona may have changed anyway. It is safe to run this step again.';
  return { ...errorOf(name, unsure), ...NOTHING, next: UPDATES };
};

const SETS = { ...ONE, words: 'sets the fields' };
const ARE_SET = { ...NOTHING, words: 'succeeds: the fields are as they should be' };
const SET: Expected = { gives: 'result', ...ONE, next: ARE_SET };

function settingFails(name: FaultName, isThere: boolean): Expected {
  return {
    ...errorOf(name, DELAY_OF[name] === undefined ? SAFE : ''),
    ...(isThere ? ONE : NOTHING),
    next: isThere ? ARE_SET : SETS,
  };
}

/** The list says afterwards whether the tool is there. */
const settingFields: Expectation = (name, { workDone }) =>
  PROBLEM_OF[name] === null || workDone ? SET : settingFails(name, false);

/** Attaching twice is the same as once, so it is sent once more. */
const attachingTool: Expectation = (name) =>
  DELAY_OF[name] === undefined ? SET : settingFails(name, true);

/** What is in the answer is of no importance. */
const attachingToolBlindly: Expectation = (name, each) =>
  PROBLEM_OF[name] === null || name === 'empty_200' || name === 'json'
    ? attachingTool(name, each)
    : settingFails(name, true);

const settingFieldsBlindly: Expectation = (name) =>
  PROBLEM_OF[name] === null ? SET : settingFails(name, false);

const EXPECTATIONS: Readonly<Record<OperationName, Expectation>> = {
  'Create Conversation': creating,
  'Create Conversation with a name': creating,
  'Create Conversation, private room': creatingPrivate,
  'Create Conversation, all requests': creatingBlindly,
  'Create Conversation, request for the IDs': alwaysCreating,
  'Generate Video': generating,
  'Generate Video with a name': generating,
  'Generate Video, all requests': generatingBlindly,
  'End Conversation': ending,
  'End Conversation, request for what happened': alwaysEnding,
  'Send Message': speaking,
  'Send Message, context': telling,
  'Send Message, context, all requests': tellingBlindly,
  'Create Document': creatingDocument,
  'Create Document, all requests': creatingDocumentBlindly,
  'Refresh Document': refreshing,
  'Refresh Document, all requests': refreshingBlindly,
  'Update Document': updating,
  'Add Memory': adding,
  'Add Memory, all requests': addingBlindly,
  'Create Persona': creatingPersona,
  'Create Persona, all requests': creatingPersonaBlindly,
  'Update Persona': updatingPersona,
  'Update Persona, all requests': updatingPersonaBlindly,
  'Set Post-Call Fields, the tool': settingFields,
  'Set Post-Call Fields, attaching it': attachingTool,
  'Set Post-Call Fields, attaching it, again': attachingToolBlindly,
  'Set Post-Call Fields, all requests': settingFieldsBlindly,
  'Find Conversation by ID': reading,
  'Find Conversation by name': reading,
  'Find Conversation by name, second request': reading,
  'Find Conversation, the newest': reading,
  'Find Conversations': reading,
  'Find Conversations, one conversation': lookingInto,
  'Find Replica by ID': reading,
  'Find Replica by name': reading,
  'Find Persona by ID': reading,
  'Find Persona by name': reading,
  'Find Document by ID': reading,
  'Find Document by name': reading,
  'Find Video by ID': reading,
  'Find Video by name': reading,
  'New Conversation': reading,
  'Conversation Ended': reading,
  'Transcript Ready': reading,
  'Recording Ready': reading,
  'Perception Analysis Ready': reading,
  'Post-Call Data Ready': reading,
  'Conversation Ended, one conversation': pollingOne,
  'Transcript Ready, one conversation': pollingOne,
  'Recording Ready, one conversation': pollingOne,
  'Perception Analysis Ready, one conversation': pollingOne,
  'Video Ready': reading,
  'Document Ready': reading,
  'Post-Call Data Ready, one conversation': pollingOne,
  'Replica Ready': reading,
  'dropdown of conversations': reading,
  'dropdown of replicas': reading,
  'dropdown of personas': reading,
  'dropdown of documents': reading,
  'dropdown of videos': reading,
  'dropdown of voices': reading,
  'dropdown of objectives': reading,
  'dropdown of guardrails': reading,
  connection: connecting,
  'pointer to a transcript': reading,
  'pointer to the turns of a transcript': reading,
  'pointer to an analysis': reading,
  'pointer to a value of post-call data': reading,
  'pointer to a file of a transcript': reading,
  'pointer to a file of subtitles': reading,
};

/**
 * Cases that go through the same functions as another one. That one stands for them: it meets every
 * fault, they meet only those in OWN_FAULTS.
 */
const SAME_AS: Partial<Readonly<Record<OperationName, OperationName>>> = {
  'Create Conversation with a name': 'Create Conversation',
  'Generate Video': 'Create Conversation',
  'Generate Video with a name': 'Create Conversation',
  'Create Document': 'Create Conversation',
  'Create Persona': 'Create Conversation',
  'Generate Video, all requests': 'Create Conversation, all requests',
  'Create Document, all requests': 'Create Conversation, all requests',
  'Create Persona, all requests': 'Create Conversation, all requests',
  'Find Conversation by ID': 'Find Replica by ID',
  'Find Conversation by name, second request': 'Find Conversation by name',
  'Find Conversation, the newest': 'Find Conversation by name',
  'Find Conversations': 'Find Conversation by name',
  'Find Conversations, one conversation': 'Transcript Ready, one conversation',
  'Find Persona by ID': 'Find Replica by ID',
  'Find Document by ID': 'Find Replica by ID',
  'Find Video by ID': 'Find Replica by ID',
  'Find Persona by name': 'Find Replica by name',
  'Find Document by name': 'Find Replica by name',
  'Find Video by name': 'Find Conversation by name',
  'New Conversation': 'Transcript Ready',
  'Conversation Ended': 'Transcript Ready',
  'Recording Ready': 'Transcript Ready',
  'Perception Analysis Ready': 'Transcript Ready',
  'Post-Call Data Ready': 'Transcript Ready',
  'Post-Call Data Ready, one conversation': 'Transcript Ready, one conversation',
  'Conversation Ended, one conversation': 'Transcript Ready, one conversation',
  'Recording Ready, one conversation': 'Transcript Ready, one conversation',
  'Perception Analysis Ready, one conversation': 'Transcript Ready, one conversation',
  'dropdown of conversations': 'dropdown of replicas',
  'dropdown of videos': 'dropdown of replicas',
  'Document Ready': 'Video Ready',
  'dropdown of personas': 'dropdown of replicas',
  'dropdown of documents': 'dropdown of replicas',
  'dropdown of voices': 'dropdown of replicas',
  'dropdown of objectives': 'dropdown of replicas',
  'dropdown of guardrails': 'dropdown of replicas',
  'pointer to the turns of a transcript': 'pointer to a transcript',
  'pointer to an analysis': 'pointer to a transcript',
  'pointer to a value of post-call data': 'pointer to a transcript',
  'pointer to a file of a transcript': 'pointer to a transcript',
  'pointer to a file of subtitles': 'pointer to a transcript',
};

/**
 * An answer that cannot be read, one that Zapier has to act upon, a create of which nothing came, and one of
 * which something may still come: their sentences have all that is the operation's own.
 */
const OWN_FAULTS: readonly FaultName[] = [
  'garbage',
  'throttled_for_seconds',
  'reset_before',
  'never_answer_undone',
];

/** Whether the case meets every fault in the test. */
export function meetsEveryFault(operation: OperationName): boolean {
  return SAME_AS[operation] === undefined;
}

/** One operation and one fault. */
export interface Pair {
  readonly operation: OperationName;
  readonly fault: FaultName;
  readonly expected: Expected;
}

const changesTavus: readonly Expectation[] = [
  creating,
  creatingPrivate,
  creatingBlindly,
  generating,
  generatingBlindly,
  creatingDocument,
  creatingDocumentBlindly,
  ending,
  speaking,
  telling,
  refreshing,
  updating,
  creatingPersona,
  creatingPersonaBlindly,
  adding,
  updatingPersona,
  settingFields,
  attachingTool,
];

/** Every operation with every fault that makes a difference to it. */
export const PAIRS: readonly Pair[] = namesOf(OPERATIONS).flatMap((operation) =>
  FAULT_CASES.flatMap(([fault, each]): Pair[] => {
    const expectation = EXPECTATIONS[operation];
    if (each.onlyForWork && !changesTavus.includes(expectation)) return [];
    return [{ operation, fault, expected: expectation(fault, each) }];
  }),
);

/** The pairs that are tried. */
export const TRIED_PAIRS: readonly Pair[] = PAIRS.filter(
  ({ operation, fault }) => meetsEveryFault(operation) || OWN_FAULTS.includes(fault),
);
