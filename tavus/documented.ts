import type { FailureKind } from './http/failure.ts';

/**
 * The known sentences of Tavus: a whole phrase of each, its meaning and its source. Only these get
 * advice; everything else is quoted. A single word is not enough: "explanation" contains "plan", and
 * "try again in 5 minutes" is not about used-up minutes.
 */

/** What a plan includes, in the phrases about what is used up. */
const CREDITS =
  '(?:credits?|quota|balance|funds|(?:video|generation|conversation(?:al)?|plan|monthly|included|free) minutes)';
/** The words before it. */
const OF =
  '(?:(?:your|its|all|of|any|more|remaining|monthly|included|free|plan|account|video|generation|conversation(?:al)?) )*';

/** The phrases of refusals, with any status from 400 to 499. */
const REFUSALS: readonly (readonly [RegExp, FailureKind])[] = [
  // "User has reached maximum concurrent conversations": issue 46 of livekit-examples/python-agents-examples.
  [/\bmaximum (?:number of )?concurrent conversations\b/i, 'too_many_conversations'],
  // "The user is out of conversational credits": quoted by many clients. The same is said here of what
  // else a plan includes, such as video minutes; no answer about those is known.
  [
    new RegExp(
      `\\b(?:out of|insufficient|not enough|used all|exceeded|exhausted|used up|reached) ${OF}(?:${CREDITS}|minutes)\\b`,
      'i',
    ),
    'no_credits',
  ],
  [
    new RegExp(
      `(?<!(?:request|rate|api) )\\b${CREDITS} (?:(?:limit|has|have|is|are|been|already) )*(?:exceeded|exhausted|depleted|used up|reached)\\b(?! (?:for|per)\\b)`,
      'i',
    ),
    'no_credits',
  ],
  // "Crawl document limit reached (100)…": Tavus docs, create-document.
  [/\bdocument limit reached\b/i, 'too_many_documents'],
  // "Recrawl cooldown: please wait 45 minutes…": Tavus docs, recrawl-document.
  [/\bcool-?down\b/i, 'crawl_cooldown'],
  // Tavus docs, create-document: at most 5 concurrent crawls.
  [/\bconcurrent crawls?\b/i, 'too_many_crawls'],
  // "Need subscription plan": recorded by Airbyte's connector. Other refusals of a plan are of this form.
  [
    /\bneeds? (?:a )?subscription plan\b|\bnot (?:available|included|supported|enabled|allowed) (?:on|in|with|for|by) (?:your|the) (?:current )?(?:subscription )?plan\b|\byour (?:current )?plan (?:does not|doesn't) (?:include|allow|support)\b|\bupgrade your (?:account|plan|subscription)\b/i,
    'not_in_plan',
  ],
  // "Invalid access token": Tavus docs, every operation.
  [/\binvalid (?:access token|api key)\b/i, 'wrong_key'],
];

/** The meaning of a refusal in these words; undefined if they are not known. */
export function meaningOf(words: string): FailureKind | undefined {
  return REFUSALS.find(([phrase]) => phrase.test(words))?.[1];
}

const AGAIN = 'then generate the video again.';

/** The phrases of videos that failed (Tavus docs: errors-and-status-details, Video Errors), and the advice. */
const VIDEO_ERRORS: readonly (readonly [RegExp, string])[] = [
  [
    /\bscript violates (?:our |the )?community guidelines\b/i,
    `The script violates the community guidelines of Tavus. Change the script, ${AGAIN}`,
  ],
  [
    /\baudio file exceeds the maximum file size\b/i,
    `The audio file is larger than 750 MB. Use a smaller file, ${AGAIN}`,
  ],
  [
    /\baudio file exceeds the maximum duration\b/i,
    `The audio is longer than 10 minutes. Shorten it, ${AGAIN}`,
  ],
  [
    /\baudio file does not reach the minimum duration\b/i,
    `The audio is shorter than 3 seconds. Use a longer file, ${AGAIN}`,
  ],
  [
    /\bunable to download your audio file\b/i,
    `Tavus could not download the audio file. Use a link to the file itself that opens without a login, ${AGAIN}`,
  ],
  // The page is older than the support for .mp3 files (Tavus docs: create-video).
  [
    /\baudio file provided is not an? \.?(?:wav|mp3)\b/i,
    `The audio is not a .wav or .mp3 file. Use another file, ${AGAIN}`,
  ],
  [
    /\b(?:replica|face) \S+ is (?:currently )?in an 'error' state\b/i,
    `The replica cannot be used, because its training failed. Choose another replica, ${AGAIN}`,
  ],
];

/** The advice for a video that failed for this reason; undefined if the reason is not known. */
export function videoAdvice(reason: string): string | undefined {
  return VIDEO_ERRORS.find(([phrase]) => phrase.test(reason))?.[1];
}

/** The advice if Tavus returns no reason. */
export const NO_VIDEO_REASON = `Tavus does not give a reason. Check the video in Tavus, ${AGAIN}`;
