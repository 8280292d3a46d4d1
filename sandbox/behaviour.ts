/** The age of the API that the sandbox plays: records and events have changed their wire form. */
export type Age = '2025' | 'may_2026' | 'autumn_2026';

/** Which of the two names of a pair (replica_id or face_id, persona_id or pal_id) answers carry. */
export type Names = 'old' | 'new' | 'mixed';

/**
 * Wire forms that were never seen in an answer about a conversation, but in other answers of Tavus or
 * of similar APIs. All are off by default and outside the contract.
 */
export interface OddForms {
  /** How every date is written; of_its_age is the documented way. */
  timeForm: TimeForm;
  /** The roles in a transcript. Tavus's messages inside a call use replica instead of assistant. */
  roleNames: { readonly user: string; readonly assistant: string };
  /** The form of shutdown reasons; code is the documented one. */
  reasonForm: 'code' | 'words' | 'capitals' | 'camel_case';
  /** fastapi: `detail` holds the list of validation errors, or any other error as a text. */
  errorForm: 'documented' | 'fastapi';
  /** Whether answers have a Date header, as HTTP asks for. */
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
  /** Whether the answer to create has replica_id and persona_id, as it once did. */
  idsInCreateResponse: boolean;
  /** Whether the answer to create has room_url, the hosted page (never with meeting_url). */
  roomUrl: boolean;
  /**
   * Tavus documents no order. shuffled_anew and turning (newest first, then oldest first, and so on)
   * change it with each answer.
   */
  listOrder:
    | 'newest_first'
    | 'oldest_first'
    | 'last_changed_first'
    | 'last_changed_last'
    | 'shuffled'
    | 'shuffled_anew'
    | 'turning';
  /** No maximum is documented; 100 is the highest that was seen to work. */
  longestPage: number;
  /** The total_count of lists. */
  totalCount: 'right' | 'missing' | 'of_page' | 'zero' | 'tenfold';
  /** The answer to a page number beyond the last page. */
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
  /** From the start to the end of a video's generation; a quarter of it for fast ones. */
  videoGenerationDelay: number;
  /** The field with the reason why a video failed. */
  videoErrorPlace: 'status_details' | 'error_details';
  /** Whether a script that violates the guidelines is refused, or makes the video fail later. */
  badScripts: 'fail_later' | 'refused';
  /** Whether the list of documents honours `sort`, or is ordered like other lists. */
  documentSort: 'honoured' | 'ignored';
  /** From the creation of a document until it can be used, and for each crawl of it. */
  documentDelay: number;
  /** How many crawled documents are allowed. */
  maxCrawlDocuments: number;
  /** How many crawls can run at the same time. */
  maxCrawls: number;
  /** From the end of a conversation until answers contain anything of what happened in it. */
  eventDelay: number;
  /** From the end of the call until the transcript is there. */
  transcriptDelay: number;
  recordingDelay: number;
  perceptionDelay: number;
  /** From the end of the call until post-call actions have run; not documented. */
  postCallDelay: number | 'never';
  /** The answer of /end for a conversation that has ended; sources disagree. */
  endingEnded: '200' | '400' | '404';
  /** Open conversations that the plan allows; test_mode ones don't count. */
  maxConcurrent: number;
  outOfCredits: boolean;
  keyForbidden: boolean;
  /** How names are stored: persona names were seen to lose their punctuation (not official). */
  storedNames:
    | 'as_sent'
    | 'trimmed'
    | 'without_punctuation'
    | 'punctuation_to_spaces'
    | 'small_letters'
    | 'capitals';
  /** Names are cut after this many characters; no limit is known. */
  longestName: number;
  personaDetailShape: 'object' | 'data_object' | 'data_array';
  /** The same for /v2/pals, where Tavus answers with a plain object, unlike its docs. */
  palDetailShape: 'object' | 'data_object' | 'data_array';
  /** The answer of /v2/pals to an unknown persona; both were seen. */
  unknownPal: '400' | '404';
  /** Whether a new store keeps the memories of its request, as documented. */
  keepsFirstMemories: boolean;
  /** Whether a tool may send to an address under .invalid; no source says. */
  takesInvalidHosts: boolean;
  /** The status of the answer to a new memory store, memory or tool; not documented. */
  statusOfCreated: 200 | 201;
  /** From the start of the training until a replica is fully trained. */
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
    eventDelay: 0,
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
