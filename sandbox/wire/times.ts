import type { Age, Behaviour, TimeForm } from '../behaviour.ts';

/**
 * ISO 8601 as the API of that age writes it. The docs' examples of May 2026 are in whole seconds;
 * recorded answers of all other times have microseconds.
 */
export function wireTime(time: Date, age: Age): string {
  const iso = time.toISOString();
  return age === 'may_2026' ? iso.replace(/\.\d+Z$/, 'Z') : iso.replace('Z', '961Z');
}

/** A moment as the API of that age writes it, or in an odd form. */
export function timeInForm(time: Date, age: Age, form: TimeForm): string | number {
  return form === 'of_its_age' ? wireTime(time, age) : oddTime(time, form);
}

/** A moment in one of the odd forms. */
function oddTime(time: Date, form: Exclude<TimeForm, 'of_its_age'>): string | number {
  const withoutZone = () => time.toISOString().replace('Z', '961');
  switch (form) {
    case 'rfc_1123':
      return time.toUTCString();
    case 'hours_offset':
      return `${withoutZone()}+00`;
    case 'other_zone': {
      const inAnotherZone = new Date(time.getTime() - 3.5 * 3_600_000).toISOString();
      return inAnotherZone.replace('Z', '961-03:30');
    }
    case 'spaces':
      return `${withoutZone().replace('T', ' ')} +00:00`;
    case 'no_zone':
      return withoutZone();
    case 'epoch_seconds':
      return time.getTime() / 1000;
    case 'epoch_milliseconds':
      return time.getTime();
    case 'epoch_text':
      return String(time.getTime());
  }
}

/** A moment in lists, as the behaviour sets it; undefined: left out. */
export function listedTime(time: Date, behaviour: Behaviour, age: Behaviour['age']): unknown {
  const iso = time.toISOString();
  switch (behaviour.listedTimes) {
    case 'as_everywhere':
      return timeInForm(time, age, behaviour.timeForm);
    case 'missing':
      return undefined;
    case 'null':
      return null;
    case 'empty':
      return '';
    case 'zero':
      return '0001-01-01T00:00:00Z';
    case 'words':
      return 'just now';
    case 'rfc_1123':
      return time.toUTCString();
    case 'spaced':
      return iso.replace('T', ' ').replace('Z', '000');
    case 'minutes':
      return `${iso.slice(0, 16)}Z`;
    case 'date':
      return iso.slice(0, 10);
    case 'offset':
      return wireTime(new Date(time.getTime() + 2 * 3_600_000), 'may_2026').replace('Z', '+02:00');
    case 'epoch_seconds':
      return Math.floor(time.getTime() / 1000);
    case 'epoch_milliseconds':
      return time.getTime();
  }
}
