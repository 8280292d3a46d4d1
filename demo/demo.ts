/**
 * `npm run demo`: one conversation and one video, run by the real Zapier CLI against the sandbox. With
 * TAVUS_API_KEY set it runs against Tavus itself, in test mode, which costs nothing.
 */
import { type Sandbox, SEED, startSandbox } from '../sandbox/sandbox.ts';
import { ZapierCli } from './zapier_cli.ts';

const contact = {
  id: '20417',
  name: 'Maria Lopez',
  email: 'maria.lopez@example.com',
  company: 'Lopez Bikes',
  interest: 'a booking page for repairs',
};

/** The fields as the user maps them in the Zap editor. */
const filledInForm = {
  conversation_name: `Demo for ${contact.name}`,
  conversational_context: `You talk to ${contact.name} of ${contact.company}. She asked for ${contact.interest}.`,
  custom_greeting: `Hi ${contact.name.split(' ')[0]}, good to see you. What would you like to know?`,
  language: 'en',
  max_call_duration: '900',
  participant_absent_timeout: '600',
  reference: contact.id,
  participant_tag: contact.id,
};

const whatIsSaid = [
  ['assistant', filledInForm.custom_greeting],
  ['user', 'How long does the set-up take?'],
  ['assistant', 'Usually less than a day. You send us your price list, and we do the rest.'],
  ['user', 'Great. Please call me on Monday.'],
] as const;

/** The fields of a video for the same contact. */
const videoForm = {
  script: `Hi ${contact.name.split(' ')[0]}, thank you for asking about ${contact.interest}. Let me show you in half a minute what it can do.`,
  video_name: `Offer for ${contact.name}`,
};

async function main(): Promise<void> {
  const apiKey = process.env.TAVUS_API_KEY;
  if (apiKey) await againstTavus(startCli({ authData_api_key: apiKey }));
  else await againstSandbox();
}

async function againstSandbox(): Promise<void> {
  const sandbox = await startSandbox();
  try {
    const cli = startCli({ TAVUS_API_URL: sandbox.url, authData_api_key: sandbox.apiKey });
    say(`A sandbox plays the Tavus API on ${sandbox.url}. Nothing leaves this machine.`);
    await connect(cli);
    const conversation = await create(cli, { ...filledInForm, replica_id: SEED.replica });
    holdTheCall(sandbox, conversation.conversation_id);
    await writeNote(cli);
    await sendVideo(sandbox, cli);
    ending(conversation.conversation_url);
  } finally {
    await sandbox.stop();
  }
}

async function againstTavus(cli: ZapierCli): Promise<void> {
  say('TAVUS_API_KEY is set: this runs against Tavus itself, in test mode. It costs nothing.');
  await connect(cli);
  const [replica] = await cli.list('search', 'find_replica', {
    replica_name: 'a',
    match: 'part',
  });
  if (!replica?.id) throw new Error('This Tavus account has no replica to use.');
  const form = { ...filledInForm, replica_id: replica.id, test_mode: 'yes' };
  const conversation = await create(cli, form);
  say('In test mode nobody can join, so there is no call and no transcript.');
  ending(conversation.conversation_url);
}

/**
 * The CLI of this demo. A signal ends it first: alone it would go on, and take away the file that it has put into the
 * project's folder when the next demo needs it. The sandbox lives in this process.
 */
function startCli(environment: Readonly<Record<string, string>>): ZapierCli {
  const cli = new ZapierCli(environment);
  const signals = [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const;
  for (const [signal, code] of signals) {
    process.once(signal, () => cli.stop().then(() => process.exit(code)));
  }
  return cli;
}

async function connect(cli: ZapierCli): Promise<void> {
  chapter('1. The user connects Tavus');
  await cli.run('auth', 'test');
  say('The API key works.');
}

async function create(cli: ZapierCli, form: object) {
  chapter('2. A contact comes in from the CRM');
  show(contact);
  chapter('3. Create Conversation');
  say('The step as the user has filled it in:');
  show(form);
  const conversation = await cli.record('create', 'create_conversation', form);
  say('What the next step of the Zap gets:');
  show(conversation);
  return conversation;
}

function holdTheCall(sandbox: Sandbox, id: unknown): void {
  if (typeof id !== 'string') throw new Error('The conversation has no ID.');
  chapter('4. Maria opens the link and talks to the replica');
  for (const [role, text] of whatIsSaid) say(`${role === 'user' ? 'Maria' : 'Replica'}: ${text}`);
  sandbox.playCall(id, whatIsSaid);
  sandbox.clock.advance(60);
}

async function writeNote(cli: ZapierCli): Promise<void> {
  chapter('5. Another Zap: the trigger Transcript Ready fires');
  const [ended] = await cli.list('trigger', 'transcript_ready', {});
  if (!ended) throw new Error('The trigger did not fire.');
  show(ended);
  chapter('6. The note that the next step writes to the CRM');
  say(`Note for ${contact.name}: ${ended.conversation_name}`);
  say(
    `The call took ${ended.duration_seconds} seconds and ended because: ${ended.shutdown_reason}.`,
  );
  say(`${ended.transcript_text}`);
}

async function sendVideo(sandbox: Sandbox, cli: ZapierCli): Promise<void> {
  chapter('7. A third Zap: Generate Video');
  const form = { ...videoForm, replica_id: SEED.replica };
  show(form);
  const { video_id, status } = await cli.record('create', 'generate_video', form);
  say(`The video is ${status}. The Zap waits with Delay by Zapier, which is over at once here.`);
  sandbox.clock.advance(15 * 60);
  chapter('8. Find Video, and the email with its moving picture');
  const [video] = await cli.list('search', 'find_video', { video_id });
  if (video?.is_ready !== true) throw new Error('The video is not ready.');
  say(`To: ${contact.email}`);
  say(`<a href="${video.hosted_url}"><img src="${video.gif_thumbnail_url}"></a>`);
}

function ending(conversationUrl: unknown): void {
  if (typeof conversationUrl !== 'string') throw new Error('The conversation has no link.');
  chapter('Done');
  console.log(`conversation_url: ${conversationUrl}`);
}

function chapter(title: string): void {
  console.log(`\n== ${title}`);
}

function say(text: string): void {
  console.log(text.replace(/^/gm, '   '));
}

function show(value: unknown): void {
  say(JSON.stringify(value, null, 2));
}

main().catch((error: unknown) => {
  console.error(`\nThe demo failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
