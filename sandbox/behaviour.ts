/** How old the API is that the sandbox plays: the wire form of records and events has changed. */
export type Age = '2025' | 'may_2026' | 'autumn_2026';

/** Which of the two names of a pair (replica_id or face_id, persona_id or pal_id) answers carry. */
export type Names = 'old' | 'new' | 'mixed';

/**
 * Forms of the wire that no answer about a conversation is known to have, but that other answers of
 * Tavus or of APIs like it do have. None is played unless a test asks for it, and all of them are
 * outside the contract.
 */
export interface OddForms {
  /** How every date is written; of_its_age is the documented way. */
  timeForm: TimeForm;
  /** How a transcript calls who spoke. Tavus's messages inside a call say replica, not assistant. */
  roleNames: { readonly user: string; readonly assistant: string };
  /** How the reasons of an end are written; code is the documented way. */
  reasonForm: 'code' | 'words' | 'capitals' | 'camel_case';
  /** fastapi: the findings of a schema check as a list under `detail`, any other text as `detail`. */
  errorForm: 'documented' | 'fastapi';
  /** Whether answers say when they were given, as HTTP asks for. */
  dateHeader: boolean;
}

/** The way between the app and Tavus. */
interface Network {
  /** How long a request takes to Tavus, and an answer back, in real seconds. */
  latency: number;
}

export type TimeForm =
  | 'of_its_age'
  | 'rfc_1123'
  | 'hours_offset'
  | 'other_zone'
  | 'spaces'
  | 'no_zone'
  | 'epoch_seconds'
  | 'epoch_milliseconds'
  | 'epoch_text';

/** Everything about the sandbox that a test may change while it runs. Delays are in seconds. */
export interface Behaviour extends OddForms, Network {
  /** mixed: every fourth record has the new names, as one account was seen to have. */
  names: Names;
  age: Age;
  /** Answers to create once carried replica_id and persona_id; they no longer do. */
  idsInCreateResponse: boolean;
  /** Whether answers to create give the hosted page (never with meeting_url). */
  roomUrl: boolean;
  /**
   * The Tavus docs promise no order. shuffled_anew and turning (the newest first, then the oldest,
   * and so on) are another one in each answer.
   */
  listOrder:
    | 'newest_first'
    | 'oldest_first'
    | 'last_changed_first'
    | 'last_changed_last'
    | 'shuffled'
    | 'shuffled_anew'
    | 'turning';
  /** No maximum is documented; 100 is the most that was seen to work. */
  longestPage: number;
  /** What lists say of their length. */
  totalCount: 'right' | 'missing' | 'of_page' | 'zero' | 'tenfold';
  /** What comes of a page number that is too great. */
  pageBeyondEnd: 'empty' | 'last';
  /** How created_at and updated_at look in the list of conversations. */
  listedTimes:
    | 'as_everywhere'
    | 'missing'
    | 'null'
    | 'empty'
    | 'zero'
    | 'words'
    | 'rfc_1123'
    | 'spaced'
    | 'minutes'
    | 'date'
    | 'offset'
    | 'epoch_seconds'
    | 'epoch_milliseconds';
  /** How replica and persona ids look in the list of conversations. */
  listedIds: 'as_sent' | 'upper_case' | 'missing';
  listedCallbackUrls: 'as_sent' | 'without_scheme' | 'with_slash' | 'empty';
  /** The docs have counted the pages of videos from 1 and later from 0. */
  videoPagesFrom: 0 | 1;
  /** The form of all dates of videos. */
  videoDates: 'rfc_1123' | 'iso';
  /** From its beginning to its end; a quarter of it if it is fast. */
  videoGenerationDelay: number;
  /** Where answers say why there is no video. */
  videoErrorPlace: 'status_details' | 'error_details';
  /** A script against the guidelines is refused at once, or makes the video fail later. */
  badScripts: 'fail_later' | 'refused';
  /** Documents are sorted as asked, or as all other lists are. */
  documentSort: 'honoured' | 'ignored';
  /** From the creation of a document until it can be used, and for each crawl of it. */
  documentDelay: number;
  /** Documents that are made by following links; more are refused. */
  maxCrawlDocuments: number;
  /** Crawls under way at once. */
  maxCrawls: number;
  /** From the end of the call until the transcript is there. */
  transcriptDelay: number;
  recordingDelay: number;
  perceptionDelay: number;
  /** From the end of the call until post-call actions have run; no document says how long it takes. */
  postCallDelay: number | 'never';
  /** Answer of /end for a conversation that has ended; no source is sure. */
  endingEnded: '200' | '400' | '404';
  /** Open conversations that the plan allows; test_mode ones don't count. */
  maxConcurrent: number;
  outOfCredits: boolean;
  keyForbidden: boolean;
  /** What becomes of names: persona names were seen to lose their punctuation (not official). */
  storedNames:
    | 'as_sent'
    | 'trimmed'
    | 'without_punctuation'
    | 'punctuation_to_spaces'
    | 'small_letters'
    | 'capitals';
  /** Names are cut after so many characters; no source knows a limit. */
  longestName: number;
  personaDetailShape: 'object' | 'data_object' | 'data_array';
  /** As above, under the newer name; plain in practice, whatever the docs say. */
  palDetailShape: 'object' | 'data_object' | 'data_array';
  /** Answer to a persona that nobody has, under the newer name; both have been seen. */
  unknownPal: '400' | '404';
  /** Whether the memories in the request for a store are kept, as the docs have it. */
  keepsFirstMemories: boolean;
  /** Whether a tool may send to an address under .invalid; no source says. */
  takesInvalidHosts: boolean;
  /** Status of a memory store, a memory or a tool that was made; no source is sure. */
  statusOfCreated: 200 | 201;
  /** From the start of the training until a replica is as good as it gets. */
  trainingDelay: number;
}

export function defaultBehaviour(): Behaviour {
  return {
    names: 'old',
    age: 'autumn_2026',
    idsInCreateResponse: false,
    roomUrl: true,
    listOrder: 'newest_first',
    longestPage: 100,
    totalCount: 'right',
    pageBeyondEnd: 'empty',
    listedTimes: 'as_everywhere',
    listedIds: 'as_sent',
    listedCallbackUrls: 'as_sent',
    videoPagesFrom: 0,
    videoDates: 'rfc_1123',
    videoGenerationDelay: 120,
    videoErrorPlace: 'status_details',
    badScripts: 'fail_later',
    documentSort: 'honoured',
    documentDelay: 300,
    maxCrawlDocuments: 100,
    maxCrawls: 5,
    transcriptDelay: 5,
    recordingDelay: 20,
    perceptionDelay: 180,
    postCallDelay: 15,
    endingEnded: '400',
    maxConcurrent: 3,
    outOfCredits: false,
    keyForbidden: false,
    storedNames: 'as_sent',
    longestName: Number.POSITIVE_INFINITY,
    personaDetailShape: 'data_array',
    palDetailShape: 'object',
    unknownPal: '400',
    keepsFirstMemories: true,
    takesInvalidHosts: true,
    statusOfCreated: 200,
    trainingDelay: 4 * 3600,
    timeForm: 'of_its_age',
    roleNames: { user: 'user', assistant: 'assistant' },
    reasonForm: 'code',
    errorForm: 'documented',
    dateHeader: true,
    latency: 0,
  };
}
