import type { Account } from './account.ts';
import type { Documents, KnowledgeDocument } from './documents.ts';
import { DEFAULT_PERSONA_ID } from './ids.ts';
import type { Videos } from './videos.ts';

/** Records of the standard seed that tests and the demo may name; the others only fill the lists. */
export const SEED = {
  replica: 'r5a1e50000001',
  otherReplica: 'r0b0a4d000002',
  trainingReplica: 'r74a190000003',
  failedReplica: 'rfa11ed000004',
  stockReplica: 'r57000c000001',
  persona: 'p5a1e50000001',
  personaOfOtherReplica: 'p0b0a4d000002',
  personaOfStockReplica: 'p50bb04000003',
  personaWithoutReplica: 'pe3b7a0000004',
  defaultPersona: DEFAULT_PERSONA_ID,
  document: 'd8-ca7a10900001',
  video: '5a1e500001',
  failedVideo: 'fa11ed0002',
  websiteDocument: 'd8-3e6517e00002',
  voice: 'v5a1e50000001',
  objectives: 'o5a1e50000001',
  guardrail: 'g5a1e50000001',
} as const;

/** Part of the settings of every persona; it must never reach a Zap. */
export const THIRD_PARTY_API_KEY = 'sk-third-party-key-that-must-not-leak';

const STOCK_REPLICA_COUNT = 130;
const STOCK_PERSONA_COUNT = 110;
const STOCK_VOICE_COUNT = 120;
const DOCUMENT_COUNT = 120;

const FIRST_NAMES =
  'Anna Ben Carla Daniel Emma Felix Gloria Hugo Iris Jack Kira Luna Marcus Nathan Olivia Pedro ' +
  'Quinn Rosa Steph Tariq Uma Victor Wendy Xavier Yuki Zoe';
const PLACES = 'Office,Studio,Home,Library,Garden';
const OCCUPATIONS =
  'Interviewer,Sales Coach,Language Tutor,Health Intake,Onboarding Guide,Concierge,' +
  'Study Partner,Support Agent,Storyteller,Product Expert,Career Mentor';
const FIELDS =
  'Software,Retail,Banking,Travel,Education,Insurance,Logistics,Hospitality,Energy,Media';
const TOPICS = 'Price list,Handbook,Release notes,Case study,FAQ,Terms,Brochure,Onboarding guide';

const SEED_START = Date.parse('2026-02-02T09:00:00.000Z');

/** Seed records are an hour apart, so that their order by age is unambiguous. */
function createdAt(index: number): Date {
  return new Date(SEED_START + index * 3_600_000);
}

/** Fills the account like that of a mid-sized customer: several pages of everything. */
export function fillAccount(account: Account, documents: Documents): void {
  addOwnReplicas(account);
  addStockReplicas(account);
  addOwnPersonas(account);
  addStockPersonas(account);
  addDocuments(documents);
  addPersonaParts(account);
}

function addOwnReplicas(account: Account): void {
  const own = [
    { id: SEED.replica, name: 'Sam from Sales' },
    { id: SEED.otherReplica, name: 'Bodil, Onboarding' },
    { id: SEED.trainingReplica, name: 'Tara (new)', status: 'started' },
    { id: SEED.failedReplica, name: 'Flavio, first try', status: 'error' },
  ] as const;
  for (const [index, record] of own.entries()) {
    account.addReplica({ ...record, createdAt: createdAt(index) });
  }
}

function addStockReplicas(account: Account): void {
  const firstNames = FIRST_NAMES.split(' ');
  const places = PLACES.split(',');
  for (let index = 0; index < STOCK_REPLICA_COUNT; index += 1) {
    const firstName = firstNames[index % firstNames.length];
    const place = places[Math.floor(index / firstNames.length) % places.length];
    account.addReplica({
      ...(index === 0 ? { id: SEED.stockReplica } : {}),
      name: `${firstName} - ${place}`,
      type: 'system',
      modelName: index % 3 === 0 ? 'phoenix-3' : 'phoenix-4',
      createdAt: createdAt(index),
    });
  }
}

function addPersonaParts({ parts }: Account): void {
  parts.addVoice({ id: SEED.voice, name: 'Sam, recorded', createdAt: createdAt(0) });
  parts.addVoice({ name: 'Bodil, in the making', status: 'started', createdAt: createdAt(1) });
  const firstNames = FIRST_NAMES.split(' ');
  const places = PLACES.split(',');
  for (let index = 0; index < STOCK_VOICE_COUNT; index += 1) {
    const firstName = firstNames[index % firstNames.length];
    const place = places[Math.floor(index / firstNames.length) % places.length];
    parts.addVoice({ name: `${firstName}, ${place}`, type: 'system', createdAt: createdAt(index) });
  }
  parts.addObjectives({ id: SEED.objectives, name: 'qualify_the_lead' });
  parts.addObjectives({ name: 'book_a_meeting' });
  parts.addGuardrail({ id: SEED.guardrail, name: 'no_prices' });
  parts.addGuardrail({ name: 'no_legal_advice' });
}

function layers(model: string) {
  return {
    llm: { model, base_url: 'https://llm.example.com/v1', api_key: THIRD_PARTY_API_KEY },
    tts: { tts_engine: 'cartesia', api_key: THIRD_PARTY_API_KEY },
    perception: { perception_model: 'raven-1' },
  };
}

function addOwnPersonas(account: Account): void {
  const own = [
    { id: SEED.persona, name: 'Discovery Call', defaultReplicaId: SEED.replica },
    { id: SEED.personaOfOtherReplica, name: 'Onboarding', defaultReplicaId: SEED.otherReplica },
    {
      id: SEED.personaOfStockReplica,
      name: 'Interview Practice',
      defaultReplicaId: SEED.stockReplica,
    },
    { id: SEED.personaWithoutReplica, name: 'No Face Yet', defaultReplicaId: null },
  ];
  for (const [index, record] of own.entries()) {
    account.addPersona({
      ...record,
      systemPrompt: `You lead the call "${record.name}". Ask one question at a time and listen.`,
      layers: layers('our-own-model'),
      createdAt: createdAt(index),
    });
  }
}

function addStockPersonas(account: Account): void {
  account.addPersona({
    id: SEED.defaultPersona,
    name: 'Default',
    type: 'system',
    defaultReplicaId: SEED.stockReplica,
    layers: layers('tavus-gpt-oss'),
    createdAt: createdAt(0),
  });
  const occupations = OCCUPATIONS.split(',');
  const fields = FIELDS.split(',');
  for (let index = 1; index < STOCK_PERSONA_COUNT; index += 1) {
    const occupation = occupations[index % occupations.length];
    const field = fields[Math.floor(index / occupations.length) % fields.length];
    account.addPersona({
      name: `${occupation} (${field})`,
      type: 'system',
      defaultReplicaId: SEED.stockReplica,
      systemPrompt: `You are a ${occupation} in the field of ${field}. Be patient and concrete.`,
      layers: layers('tavus-gpt-oss'),
      createdAt: createdAt(index),
    });
  }
}

/** The one document of the seed that can be crawled again. */
const WEBSITE = {
  id: SEED.websiteDocument,
  url: 'https://www.example.com/help',
  crawl: { depth: 2, max_pages: 20 },
};

function documentStatus(index: number): KnowledgeDocument['status'] {
  if (index % 15 === 7) {
    return 'processing';
  }
  return index % 20 === 13 ? 'error' : 'ready';
}

function addDocuments(documents: Documents): void {
  const topics = TOPICS.split(',');
  for (let index = 0; index < DOCUMENT_COUNT; index += 1) {
    const topic = topics[index % topics.length];
    documents.add({
      ...(index === 0 ? { id: SEED.document } : {}),
      ...(index === 4 ? WEBSITE : {}),
      name: `${topic} ${2026 - Math.floor(index / topics.length)}`,
      status: documentStatus(index),
      tags: index % 2 === 0 ? ['sales'] : ['support', 'public'],
      createdAt: createdAt(index),
    });
  }
}

/** A few videos of last month, for searches to find. */
export function fillVideos(videos: Videos): void {
  videos.add({
    id: SEED.video,
    name: 'Welcome, Lopez Bikes',
    replicaId: SEED.replica,
    body: { replica_id: SEED.replica, script: 'Hi Maria, thank you for your interest.' },
    createdAt: createdAt(0),
  });
  videos.add({
    id: SEED.failedVideo,
    name: 'Welcome, second try',
    status: 'error',
    replicaId: SEED.replica,
    body: { replica_id: SEED.replica, audio_url: 'https://files.example.com/too-long.wav' },
    createdAt: createdAt(1),
  });
}
