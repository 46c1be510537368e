/** Several stores over one world of one server: in one test process, each stands for a process. */
import { onTestFinished } from 'vitest';
import { checkWorkspace } from '../../src/fixtures/fixture-check.ts';
import type { WorldEvent } from '../../src/world/model/events.ts';
import { createClock } from '../../src/world/ports/clock.ts';
import type { Contents, Decision, Store } from '../../src/world/ports/store.ts';
import { parseAddress } from '../../src/world/valkey/address.ts';
import {
  type OpenOptions,
  openValkeyStore,
  type ValkeyStore,
} from '../../src/world/valkey/open.ts';
import { createWorld, type World } from '../../src/world/world.ts';
import { hasRedis } from './redis-server.ts';
import { newPrefix, testServer } from './shared-store.ts';
import { NOON, WS } from './world.ts';

/** What a suite that needs a server is called. */
export const needsServer = (what: string): string =>
  hasRedis ? what : `${what} (skipped: needs redis-server or valkey-server on the PATH)`;

/** A world on a server, which a test opens as often as it likes. */
export interface SharedPlace {
  readonly prefix: string;
  /** Lines that the stores logged. */
  readonly lines: readonly string[];
  /** Opens it once more. The store is closed at the end of the test. */
  open(options?: Partial<OpenOptions>): Promise<ValkeyStore>;
  /** All keys of the world, sorted. */
  keys(): Promise<readonly string[]>;
}

/** A place for a world; its clock stands at `NOON`. `url`: default is the server of the test file. */
export async function sharedPlace(
  options: Partial<OpenOptions> = {},
  url?: string,
): Promise<SharedPlace> {
  const redis = await testServer();
  const prefix = newPrefix();
  const lines: string[] = [];
  return {
    prefix,
    lines,
    async open(more = {}) {
      const store = await openValkeyStore({
        address: parseAddress(url ?? redis.url, prefix),
        clock: createClock({ frozenAt: NOON }),
        note: (line) => lines.push(line),
        ...options,
        ...more,
      });
      onTestFinished(() => store.close());
      return store;
    },
    async keys() {
      const keys = (await redis.command('KEYS', `{${prefix}}:*`)) as readonly string[];
      return keys.map((key) => key.slice(prefix.length + 3)).sort();
    },
  };
}

/** Three stores over a world with the workspaces `made`. */
export async function threeStores(
  options: Partial<OpenOptions> = {},
  made: readonly string[] = [WS],
): Promise<readonly [ValkeyStore, ValkeyStore, ValkeyStore]> {
  const place = await sharedPlace(options);
  const a = await place.open();
  for (const workspaceId of made) await make(a, workspaceId);
  return [a, await place.open(), await place.open()];
}

/** A world over a store. It is stopped at the end of the test. */
export function worldOver(store: Store, onError?: (error: unknown) => void): World {
  const world = createWorld({ store, checkTemplate: checkWorkspace, ...(onError && { onError }) });
  onTestFinished(() => world.stop());
  return world;
}

/** The contents of a new workspace. */
export const contentsOf = (
  workspaceId: string,
  more: Partial<Contents['records']> = {},
): Contents => ({
  records: {
    workspace: [
      [
        workspaceId,
        {
          workspaceId,
          name: '',
          createdAt: NOON,
          sessionIdleSeconds: null,
          origin: { workspace_id: workspaceId },
        },
      ],
    ],
    ...more,
  },
  logs: {},
  tasks: [],
  clock: null,
});

/** Makes or replaces a workspace. */
export const make = (store: Store, workspaceId: string, contents = contentsOf(workspaceId)) =>
  store.decide(workspaceId, {}, () => ({ result: undefined, replace: contents }));

/** Removes a workspace. */
export const remove = (store: Store, workspaceId: string) =>
  store.decide(workspaceId, {}, () => ({ result: undefined, replace: null }));

/** A service, the plainest record. */
export const service = (serviceId: string, name = '') => ({
  serviceId,
  name,
  description: '',
  agentId: null,
});

/** Some services, as the records of contents. */
export const services = (count: number) =>
  Array.from({ length: count }, (_, at) => [`s${at}`, service(`s${at}`)] as const);

/** Writes a service. */
export const put = (store: Store, id: string, name = '', ws = WS) =>
  store.decide(ws, {}, () => ({ result: undefined, put: [['service', id, service(id, name)]] }));

/** The name of a service; undefined if it does not exist. */
export const nameOf = async (store: Store, id: string, ws = WS) =>
  (await store.read(ws, { one: ['service', id] })).one?.name;

/** Adds one to a counter that a service's name holds. Returns the new number. */
export const count = (store: Store, id = 'n') =>
  store.decide(WS, { one: ['service', id] }, ({ one }): Decision<number> => {
    const next = Number(one?.name ?? 0) + 1;
    return { result: next, put: [['service', id, service(id, String(next))]] };
  });

/** An event that a test recognizes by its call. */
export const happened = (callSid: string, workspaceId = WS): WorldEvent => ({
  type: 'call.ended',
  at: NOON,
  workspaceId,
  callSid,
});

/** Announces an event together with a decision. */
export const emit = (store: Store, callSid: string) =>
  store.decide(WS, {}, () => ({ result: undefined, emit: [happened(callSid)] }));

/** The numbers from 1 to `most`. */
export const upTo = (most: number): readonly number[] =>
  Array.from({ length: most }, (_, i) => i + 1);

/** Runs `work` often enough until it returns true. The test's time limit ends it. */
export async function until(work: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await work())) await new Promise((resolve) => setTimeout(resolve, 10));
}
