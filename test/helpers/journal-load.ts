/** Writes 4,096 entries with bodies of 1 MiB into a journal, and prints what it then holds. */
import { createJournal, packBytes } from '../../src/observe/journal.ts';
import { createMemoryJournal } from '../../src/world/memory/journal.ts';

const gc = globalThis.gc as () => void;
const journal = createJournal(createMemoryJournal(() => true));
const body = Buffer.alloc(1024 * 1024, 'x');
gc();
const before = process.memoryUsage().heapUsed;
for (let i = 0; i < 4096; i++) {
  await journal.write({
    at: 0,
    workspaceId: 'a',
    operation: 'inject',
    callSid: null,
    query: '',
    headers: {},
    method: 'POST',
    path: `/v1/a/sessions/${i}/inject`,
    requestBody: packBytes(body),
    status: 200,
    responseBody: `${'y'.repeat(2000)}${i}`.slice(2000),
    requestId: `req_${i}`,
    ms: 0,
    why: null,
    faultId: null,
    connection: null,
  });
}
gc();
const megabytes = (process.memoryUsage().heapUsed - before) / 2 ** 20;
const { entries, evicted } = await journal.read('a');
console.log(JSON.stringify({ entries: entries.length, evicted, megabytes }));
