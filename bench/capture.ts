/** What the emulator answered, kept for a raw server that shall answer the same. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Asked, send } from './client.ts';
import { type Server, serveBase } from './process.ts';

const folder = mkdtempSync(join(tmpdir(), 'sessions-emulator-bench-'));
let files = 0;

/** Asks the emulator and gives the name of a file that holds its answer. */
export async function capture(server: Server, asked: Asked): Promise<string> {
  const { status, rawHeaders, text } = await send(server, asked);
  // Node writes these itself, for both.
  const headers = rawHeaders.filter((_, i) => {
    const name = rawHeaders[i - (i % 2)]?.toLowerCase();
    return name !== 'date' && name !== 'connection' && name !== 'keep-alive';
  });
  const file = join(folder, `answer-${files++}.json`);
  writeFileSync(file, JSON.stringify({ status, headers, body: text }));
  return file;
}

/** Starts a raw server that answers what the emulator just answered. */
export const serveSame = async (name: string, server: Server, asked: Asked): Promise<Server> =>
  serveBase(name, await capture(server, asked));
