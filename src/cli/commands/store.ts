/** `sessions-emulator store`: looks at or removes a world that emulators share. */
import { parseAddress } from '../../world/valkey/address.ts';
import { countKeys, flushStore } from '../../world/valkey/flush.ts';
import { connectServer, type Server } from '../../world/valkey/server.ts';
import { StoreError } from '../../world/valkey/store-error.ts';
import type { StoreFlags } from '../options.ts';
import { hideStore, storeProblem } from './store-problem.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const complain = (line: string): void => void process.stderr.write(`sessions-emulator: ${line}\n`);

const keys = (count: number): string => (count === 1 ? '1 key' : `${count} keys`);

/** Connects, does the work and closes. Returns the exit code. */
async function withServer(
  { store, storePrefix }: StoreFlags,
  work: (server: Server, name: string) => Promise<void>,
): Promise<number> {
  hideStore(store);
  try {
    const address = parseAddress(store, storePrefix);
    const server = await connectServer(address);
    try {
      await work(server, `${server.product} ${server.version} at ${address.url}`);
    } finally {
      server.close();
    }
    return 0;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return storeProblem(error, complain);
  }
}

/** Says what the server is and how many keys a world has. Returns the exit code. */
export function runStatus(flags: StoreFlags): Promise<number> {
  return withServer(flags, async (server, name) => {
    const count = await countKeys(server, flags.storePrefix);
    say(`${name} can keep a world; ${keys(count)} with the prefix ${flags.storePrefix}`);
    for (const line of server.warnings) complain(line);
  });
}

/** Removes a world. Returns the exit code. */
export function runFlush(flags: StoreFlags): Promise<number> {
  return withServer(flags, async (server, name) => {
    const count = await flushStore(server, flags.storePrefix);
    say(`removed ${keys(count)} with the prefix ${flags.storePrefix} from ${name}`);
  });
}
