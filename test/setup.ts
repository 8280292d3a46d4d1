import { limits } from '../platform/limits.ts';

/** What every test file starts with (jest.config.js): nobody waits for real seconds, and only test/names.test.ts looks up names. */

// The looks for a lost conversation follow one another at once.
const quick: Partial<typeof limits> = { looks: [0, 0.002, 0.004], nameLooks: 0 };
Object.assign(limits, quick);

// The platform ends a process that is large after many runs; jest's is large for other reasons.
const small = { rss: 0, heapTotal: 0, heapUsed: 0, external: 0, arrayBuffers: 0 };
process.memoryUsage = Object.assign(() => small, { rss: () => 0 });
