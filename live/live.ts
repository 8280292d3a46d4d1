/**
 * `npm run test:live`: asks Tavus the questions that its docs leave open, in test mode, which is free.
 * With `--spend` it also asks the questions that need generated videos, which use a minute of the plan's video minutes.
 * Without TAVUS_API_KEY it does nothing.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Case, isAccepted, outcomeOf } from './case.ts';
import { cases, plannedCases, spendCases } from './cases.ts';
import { askAll, isAlarming, summary, TABLE_HEAD, tableRow } from './report.ts';
import { TavusApi } from './tavus_api.ts';

const REPORT_FILE = fileURLToPath(new URL('../build/live.json', import.meta.url));

const NO_KEY = `TAVUS_API_KEY is not set, so nothing was asked and nothing was checked.

To ask Tavus itself (in test mode, nothing is billed):

    TAVUS_API_KEY=your-key npm run test:live

The questions, and what the answers mean: docs/live.md`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: 'string', default: REPORT_FILE },
      spend: { type: 'boolean', default: false },
    },
  });
  const apiKey = process.env.TAVUS_API_KEY?.trim();
  if (!apiKey) {
    console.log(NO_KEY);
    return;
  }
  const baseUrl = process.env.TAVUS_API_URL || 'https://tavusapi.com';
  const api = new TavusApi(baseUrl, apiKey, { spend: values.spend });
  const asked = [...cases, ...plannedCases, ...(values.spend ? spendCases : [])];
  await run(api, baseUrl, asked, values.out).catch((error: unknown) => {
    throw new Error(api.conceal(error instanceof Error ? error.message : String(error)));
  });
}

async function run(
  api: TavusApi,
  baseUrl: string,
  asked: readonly Case[],
  reportFile: string,
): Promise<void> {
  // With a wrong key or no connection, no question can be asked.
  const first = await api.get('replicas', { limit: 1 });
  if (!isAccepted(first)) throw new Error(`The first request was ${outcomeOf(first).did}.`);

  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  console.log(`Asking ${baseUrl}, in test mode.\n\n${TABLE_HEAD}`);
  const startedAt = new Date().toISOString();
  const report = await askAll(api, asked, (result) => console.log(tableRow(result)), stop.signal);
  console.log(api.conceal(summary(report)));
  mkdirSync(dirname(reportFile), { recursive: true });
  const content = JSON.stringify({ baseUrl, startedAt, ...report }, null, 2);
  writeFileSync(reportFile, `${content}\n`);
  if (isAlarming(report)) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(`The live suite failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
});
