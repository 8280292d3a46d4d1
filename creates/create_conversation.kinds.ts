import { converted, Rejection, word } from '../forms/kinds.ts';
import { shown } from '../forms/shown.ts';
import { languageOf } from '../tavus/languages.ts';

/** Kinds of fields that only Create Conversation has. */

/** A language that is spoken in a call. */
export const language = converted('the name of a language', (text) => {
  const found = languageOf(text);
  if (found === 'unknown') {
    return new Rejection(
      `The app does not know the language ${shown(text)}. Choose one from the list, or write its full English name, such as German.`,
    );
  }
  if ('name' in found) return found.name;
  return new Rejection(
    `The app does not know the language ${shown(text)}. Did you mean ${found.near.join(' or ')}?`,
  );
});

// ---- the storage of recordings: where Tavus cannot write to, the recording is lost after the call

/** A bucket by its name, also written as in the console or in a policy of AWS. */
function bucket(whatItIs: string, prefix: RegExp, name: RegExp) {
  return converted(whatItIs, (text) => {
    if (ACCESS_POINT.test(text)) {
      return new Rejection(`${shown(text)} is an access point. Fill in the name of its bucket.`);
    }
    const rest = text.replace(prefix, '');
    const bare = rest.replace(/\/.*/s, '');
    if (!name.test(bare)) return new Rejection(`${shown(text)} is not ${whatItIs}.`);
    if (/^[*/]*$/.test(rest.slice(bare.length))) return bare;
    return new Rejection(
      `${shown(text)} contains a path, but Tavus has no setting for one. Fill in only ${bare}.`,
    );
  });
}

/** Their aliases have these ends (AWS docs: "General purpose bucket naming rules"). */
const ACCESS_POINT = /arn:aws[\w-]*:s3[\w-]*:[^:]*:\d+:|(?:-s3alias|--ol-s3|\.mrap)(?:\/|$)/i;

/** AWS docs, "General purpose bucket naming rules". */
export const s3Bucket = bucket(
  'the name of an S3 bucket: 3 to 63 lower-case letters, digits, dots or hyphens, with a letter or digit at each end',
  /^(?:s3[an]?:\/\/|arn:aws[\w-]*:s3:::)/i,
  /^(?!.*(?:\.\.|\.amazonaws\.com))(?!xn--|sthree-)(?!\d+\.\d+\.\d+\.\d+$)[a-z\d][a-z\d.-]{1,61}[a-z\d]$/,
);

/** Google docs, "Bucket names". */
export const gcsBucket = bucket(
  'the name of a bucket',
  /^(?:gs:\/\/|(?:https?:\/\/)?storage\.(?:googleapis|cloud\.google)\.com\/)/i,
  /^[a-z\d][a-z\d._-]+[a-z\d]$/,
);

/** By its pattern: AWS adds regions, such as those of governments. */
const REGION = /^[a-z]{2,4}(?:-[a-z]+){1,2}-\d{1,2}$/;

/** An AWS region by its code, also beside its name, such as `US East (N. Virginia) us-east-1`. */
export const s3Region = converted('the code of an AWS region, such as us-east-1', (text) => {
  const words = text
    .toLowerCase()
    .replace(/\p{Pd}/gu, '-')
    .split(/[\s(),;:=|/[\]"'“”]+/);
  const [code, ...others] = new Set(words.filter((each) => REGION.test(each)));
  if (code && others.length === 0) return code;
  const zone = words.find((each) => /[a-z]$/.test(each) && REGION.test(each.slice(0, -1)));
  return new Rejection(
    zone
      ? `${shown(text)} is an availability zone. Fill in its region instead: ${zone.slice(0, -1)}.`
      : `${shown(text)} is not the code of an AWS region, such as us-east-1.`,
  );
});

export const roleArn = word(
  'the ARN of an IAM role, such as arn:aws:iam::123456789012:role/TavusRecording',
  { accepts: (value) => /^arn:aws[\w-]*:iam::\d{12}:role\/\S+$/.test(value) },
);

/** Google shows the resource with this prefix; Tavus adds it itself. */
export const workloadIdentityProvider = converted(
  'the name of a workload identity provider',
  (name) => name.replace(/^(https:)?\/\/iam\.googleapis\.com\//, ''),
);
