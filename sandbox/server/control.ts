import type { Account } from '../account/account.ts';
import type { Clock } from '../account/clock.ts';
import type { Conversations } from '../account/conversations.ts';
import type { Documents } from '../account/documents.ts';
import type { Role } from '../account/events.ts';
import { type Training, trainReplica } from '../account/training.ts';
import type { Videos } from '../account/videos.ts';
import type { Behaviour } from '../behaviour.ts';
import {
  isRecord,
  type JsonRecord,
  parseJson,
  readNumber,
  readText,
  readValue,
} from '../reading.ts';
import { type Answer, failure, ok } from '../routes/answers.ts';
import type { Recorder } from './recorder.ts';

/** The part that `answerControl` controls over HTTP. */
export interface Controlled {
  readonly clock: Clock;
  readonly behaviour: Behaviour;
  readonly account: Account;
  readonly conversations: Conversations;
  readonly videos: Videos;
  readonly documents: Documents;
  readonly recorder: Recorder;
  reset(): void;
}

type Lines = readonly (readonly [Role, string])[];

const CALL_PATH = /^\/sandbox\/conversations\/([^/]+)\/call$/;
const FINISH_VIDEO_PATH = /^\/sandbox\/videos\/([^/]+)\/finish$/;
const FINISH_DOCUMENT_PATH = /^\/sandbox\/documents\/([^/]+)\/finish$/;
const EDIT_PATH = /^\/sandbox\/personas\/([^/]+)\/edit$/;

/** The lines of a call by default. */
const USUAL_CALL: Lines = [
  ['assistant', 'Hello! What brings you here today?'],
  ['user', 'I would like to know what you cost for a team of twelve.'],
  ['assistant', 'For twelve people I would suggest the team plan. Shall I send you the details?'],
  ['user', 'Yes, please, by e-mail.'],
];

/**
 * Controls the sandbox over HTTP, beside the Tavus API, for people who run `npm run sandbox`:
 * POST /sandbox/conversations/{id}/call with an optional {"lines": [["user", "…"], …]}, and with
 * {"post_call": {"summary": "…"}} as the arguments of a post-call action,
 * POST /sandbox/videos/{id}/finish,
 * POST /sandbox/documents/{id}/finish with an optional {"error_message": "file_empty"},
 * POST /sandbox/replicas with an optional {"name": "…", "model_name": "…", "fails": "training"},
 * POST /sandbox/personas/{id}/edit (in PAL Maker, and not pushed),
 * POST /sandbox/clock with {"advance_seconds": n}, GET /sandbox/requests, POST /sandbox/reset.
 */
export function answerControl(
  controlled: Controlled,
  method: string,
  path: string,
  rawBody: string,
): Answer {
  const json = rawBody === '' ? {} : parseJson(rawBody);
  if (!isRecord(json)) {
    return failure(400, 'error', 'The body must be a JSON object');
  }
  const conversationId = CALL_PATH.exec(path)?.[1];
  if (method === 'POST' && conversationId !== undefined) {
    return playCall(controlled, conversationId, json);
  }
  const videoId = FINISH_VIDEO_PATH.exec(path)?.[1];
  if (method === 'POST' && videoId !== undefined) {
    return finishVideo(controlled, videoId);
  }
  const documentId = FINISH_DOCUMENT_PATH.exec(path)?.[1];
  if (method === 'POST' && documentId !== undefined) {
    return finishDocument(controlled, documentId, json);
  }
  const personaId = EDIT_PATH.exec(path)?.[1];
  if (method === 'POST' && personaId !== undefined) {
    return editInMaker(controlled, personaId);
  }
  switch (`${method} ${path}`) {
    case 'POST /sandbox/replicas':
      return train(controlled, json);
    case 'POST /sandbox/clock':
      return advance(controlled, json);
    case 'GET /sandbox/requests':
      return ok({ requests: controlled.recorder.requests });
    case 'POST /sandbox/reset':
      controlled.reset();
      return ok({ now: controlled.clock.now() });
    default:
      return failure(404, 'error', `The sandbox has no ${method} ${path}`);
  }
}

function playCall({ clock, conversations }: Controlled, id: string, body: JsonRecord): Answer {
  const conversation = conversations.find(id);
  if (conversation === undefined) {
    return failure(404, 'error', `There is no conversation ${id}`);
  }
  if (conversation.status === 'ended') {
    return failure(409, 'error', `Conversation ${id} has ended`);
  }
  const asked = readValue(body, 'lines');
  const lines = asked === undefined ? USUAL_CALL : readLines(asked);
  if (lines === undefined) {
    return failure(400, 'error', 'lines must look like [["user", "Hello"], ["assistant", "Hi"]]');
  }
  const filledIn = readValue(body, 'post_call');
  if (filledIn !== undefined && !isRecord(filledIn)) {
    return failure(400, 'error', 'post_call must look like {"summary": "Wants an offer"}');
  }
  conversations.playCall(id, lines, {
    postCall: filledIn === undefined ? [] : [{ arguments: filledIn }],
  });
  return ok({ conversation_id: id, status: conversation.status, now: clock.now() });
}

function finishVideo({ clock, videos }: Controlled, id: string): Answer {
  const video = videos.find(id);
  if (video === undefined) {
    return failure(404, 'error', `There is no video ${id}`);
  }
  if (video.status !== 'queued' && video.status !== 'generating') {
    return failure(409, 'error', `Video ${id} is ${video.status}`);
  }
  videos.finish(id);
  return ok({ video_id: id, status: video.status, now: clock.now() });
}

function finishDocument({ clock, documents }: Controlled, id: string, body: JsonRecord): Answer {
  const status = documents.find(id)?.status;
  if (status === undefined) {
    return failure(404, 'error', `There is no document ${id}`);
  }
  if (status === 'ready' || status === 'error') {
    return failure(409, 'error', `Nothing is under way with document ${id}, it is ${status}`);
  }
  const finished = documents.finish(id, readText(body, 'error_message'));
  return ok({ document_id: id, status: finished.status, now: clock.now() });
}

function editInMaker({ account }: Controlled, id: string): Answer {
  if (account.persona(id) === undefined) {
    return failure(404, 'error', `There is no persona ${id}`);
  }
  account.changePersona(id, { hasUnpublishedEdits: true });
  return ok({ persona_id: id, has_unpublished_edits: true });
}

function train(controlled: Controlled, body: JsonRecord): Answer {
  const fails = readValue(body, 'fails');
  if (!isFailure(fails)) {
    return failure(400, 'error', 'fails must be "training" or "tuning"');
  }
  const name = readText(body, 'name');
  const modelName = readText(body, 'model_name');
  const { id } = trainReplica(controlled, {
    ...(name === undefined ? {} : { name }),
    ...(modelName === undefined ? {} : { modelName }),
    ...(fails === undefined ? {} : { fails }),
  });
  return ok({ replica_id: id, now: controlled.clock.now() });
}

function isFailure(value: unknown): value is Training['fails'] {
  return value === undefined || value === 'training' || value === 'tuning';
}

function advance({ clock }: Controlled, body: JsonRecord): Answer {
  const seconds = readNumber(body, 'advance_seconds');
  if (seconds === undefined || seconds < 0) {
    return failure(400, 'error', 'advance_seconds must be a number from 0 up');
  }
  clock.advance(seconds);
  return ok({ now: clock.now() });
}

function isRole(value: unknown): value is Role {
  return value === 'user' || value === 'assistant' || value === 'system' || value === 'tool';
}

function readLines(value: unknown): Lines | undefined {
  if (!Array.isArray(value)) {
    return undefined;
  }
  const lines: [Role, string][] = [];
  for (const line of value) {
    const [role, content]: unknown[] = Array.isArray(line) ? line : [];
    if (!isRole(role) || typeof content !== 'string') {
      return undefined;
    }
    lines.push([role, content]);
  }
  return lines;
}
