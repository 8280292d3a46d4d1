import { type Case, type Finding, isAccepted, outcomeOf, sorted, sortedBy } from './case.ts';
import { type JsonRecord, readText, readValue } from './reading.ts';
import { CannotAsk, itemsOf, type TavusApi } from './tavus_api.ts';

/** Documents of the knowledge base. No question adds a document. */
export const documentCases: readonly Case[] = [
  {
    name: 'document_id_name',
    question: 'Under which name do documents have their ID?',
    run: async (api) => {
      const [first] = await someDocuments(api, 1);
      const names = ['document_id', 'uuid'].filter((name) => first !== undefined && name in first);
      return { did: names.join(' and ') || 'neither document_id nor uuid' };
    },
    expected: 'document_id',
    why: 'All document operations read the ID under one of two names.',
    appCopesWith: ['uuid', 'document_id and uuid'],
  },
  {
    name: 'document_order',
    question: 'Is the list of documents sorted by `created_at`, in the direction asked for?',
    run: (api) =>
      sortedBy(
        ['ascending', 'descending'],
        (sort) => `sort=${sort}`,
        (sort) => orderFinding(api, sort),
      ),
    expected: 'newest first: sort=descending; oldest first: sort=ascending',
    why: 'Document Ready reads the list from its newest end, back to the day before.',
    appCopesWith: [
      'newest first: sort=ascending, sort=descending',
      'oldest first: sort=ascending, sort=descending',
      'newest first: sort=ascending; oldest first: sort=descending',
    ],
  },
  {
    name: 'document_dates',
    question: 'In which form are the dates of documents?',
    run: async (api) => {
      const forms = (await someDocuments(api, 100)).map((item) =>
        dateForm(readText(item, 'created_at') ?? ''),
      );
      return { did: [...new Set(forms)].sort().join(', ') };
    },
    expected: 'ISO 8601',
    why: 'Document Ready compares the dates to find new documents.',
    appCopesWith: ['ISO 8601 without a zone', 'RFC 1123'],
  },
  {
    name: 'document_tags',
    question: 'Which documents does `tags` give, if there are several tags?',
    run: async (api) => {
      const items = await someDocuments(api, 100);
      const tagged = items.filter((item) => tagsOf(item).length > 0);
      const [tag] = tagged.flatMap(tagsOf);
      if (tag === undefined) throw new CannotAsk('The account has no documents with tags.');
      return sorted({
        'one tag': () => tagFinding(api, [tag]),
        'two tags, one of them unused': () => tagFinding(api, [tag, api.runName]),
        'an unused tag': () => tagFinding(api, [api.runName]),
      });
    },
    expected: 'none: an unused tag; those with one of them: one tag, two tags, one of them unused',
    why: 'Document Ready requests the documents with one tag.',
    appCopesWith: [
      'none: an unused tag, two tags, one of them unused; those with one of them: one tag',
    ],
  },
  {
    name: 'unknown_document_written',
    question: 'What do update and recrawl say to a document that nobody has?',
    run: (api) =>
      sorted({
        update: async () => outcomeOf(await api.updateUnknownDocument()),
        recrawl: async () => outcomeOf(await api.recrawlUnknownDocument()),
      }),
    expected: 'refused with 404: update, recrawl',
    why: 'Update Document and Refresh Document must fail for an unknown ID.',
    appCopesWith: [
      'refused with 400: update, recrawl',
      'refused with 400: recrawl; refused with 404: update',
      'refused with 400: update; refused with 404: recrawl',
    ],
  },
];

async function someDocuments(api: TavusApi, limit: number): Promise<readonly JsonRecord[]> {
  const answer = await api.get('documents', { limit, sort: 'descending' });
  if (!isAccepted(answer)) throw new CannotAsk(`The list was ${outcomeOf(answer).did}.`);
  const items = itemsOf(answer);
  if (items.length === 0) throw new CannotAsk('The account has no documents.');
  return items;
}

async function orderFinding(api: TavusApi, sort: string): Promise<Finding> {
  const answer = await api.get('documents', { limit: 100, sort });
  if (!isAccepted(answer)) return outcomeOf(answer);
  const times = itemsOf(answer).flatMap((item) => {
    const time = Date.parse(readText(item, 'created_at') ?? '');
    return Number.isNaN(time) ? [] : [time];
  });
  const [first] = times;
  const last = times.at(-1);
  if (first === undefined || first === last) {
    throw new CannotAsk('The account has fewer than two documents of different moments.');
  }
  const falls = times.every((time, index) => index === 0 || time <= (times[index - 1] ?? time));
  const rises = times.every((time, index) => index === 0 || time >= (times[index - 1] ?? time));
  if (falls) return { did: 'newest first' };
  return { did: rises ? 'oldest first' : 'no order' };
}

function dateForm(date: string): string {
  if (/^\d{4}-\d{2}-\d{2}[T ][\d:.]+$/.test(date)) return 'ISO 8601 without a zone';
  if (/^\d{4}-\d{2}-\d{2}[T ][\d:.]+(Z|[+-]\d{2}:?\d{2})$/.test(date)) return 'ISO 8601';
  return /^\w{3}, \d{2} \w{3} \d{4} [\d:]+ GMT$/.test(date) ? 'RFC 1123' : 'another form';
}

async function tagFinding(api: TavusApi, tags: readonly string[]): Promise<Finding> {
  const answer = await api.get('documents', { limit: 100, tags: tags.join(',') });
  if (!isAccepted(answer)) return outcomeOf(answer);
  const items = itemsOf(answer);
  if (items.length === 0) return { did: 'none' };
  const fit = items.every((item) => tagsOf(item).some((tag) => tags.includes(tag)));
  return { did: fit ? 'those with one of them' : 'also others' };
}

function tagsOf(item: JsonRecord): string[] {
  const tags = readValue(item, 'tags');
  return Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [];
}
