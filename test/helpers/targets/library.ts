/** The built library: on a port of its own, or in process. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { createEmulator as CreateEmulator } from '../../../src/index.ts';
import { serveFetch } from './serve-fetch.ts';
import type { StartTarget } from './target.ts';
import { watchedLog } from './watched-log.ts';

const file = join(import.meta.dirname, '../../../dist/index.mjs');
if (!existsSync(file)) throw new Error('dist/index.mjs is missing: run "npm run build" first');
const { createEmulator } = (await import(pathToFileURL(file).href)) as {
  createEmulator: typeof CreateEmulator;
};

export const startLibrary: StartTarget = async (options, listen) => {
  const { log, check } = watchedLog();
  const emulator = await createEmulator({ log, ...options });
  const { url, port } = await emulator.listen(listen);
  return {
    url,
    port,
    async close() {
      await emulator.close();
      check();
    },
  };
};

export const startInside: StartTarget = async (options) => {
  const { log, check } = watchedLog();
  const emulator = await createEmulator({ log, ...options });
  const { url, port, close } = await serveFetch(emulator.fetch);
  return {
    url,
    port,
    async close() {
      await emulator.close();
      await close();
      check();
    },
  };
};
