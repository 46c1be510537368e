/** The sources, on a port. */
import { createEmulator } from '../../../src/emulator.ts';
import { makeStore } from '../stores.ts';
import type { StartTarget } from './target.ts';
import { watchedLog } from './watched-log.ts';

export const startSources: StartTarget = async (options, listen) => {
  const { log, check } = watchedLog();
  const emulator = await createEmulator({ log, makeStore, ...options });
  const server = await emulator.listen(listen);
  return {
    url: server.url,
    port: server.port,
    inside: { emulator, server },
    async close() {
      await emulator.close();
      check();
    },
  };
};
