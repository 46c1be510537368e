/** Puts an emulator together: a seeded world, the contract over it, and two ways to reach them. */

import { authModes } from './contract/auth.ts';
import { createContract, defaultContractSettings } from './contract/pipeline.ts';
import { readValue } from './contract/pydantic/read-value.ts';
import { ANY_HOST } from './control/host-names.ts';
import type { Workspace } from './embed/workspace.ts';
import type { EmulatorOptions } from './emulator-options.ts';
import { type App, createApp } from './http/app.ts';
import { createCors } from './http/cors.ts';
import { createRequestHandler } from './http/handle-request.ts';
import { createHealth, type Readiness } from './http/health.ts';
import { lazily } from './http/lazily.ts';
import { silentLog } from './http/log.ts';
import { createReports } from './http/reports.ts';
import { type ListenOptions, listen, type RunningServer } from './http/server.ts';
import type { HonoApp } from './http/user-routes.ts';
import { createJournal, type Journal } from './observe/journal.ts';
import { createOpenStreams } from './observe/open-streams.ts';
import { version } from './version.ts';
import { checkUuid, checkWord } from './world/checks.ts';
import { createMemoryStore } from './world/memory/memory-store.ts';
import { operationNames, socketNames } from './world/model/operation-names.ts';
import { createClock } from './world/ports/clock.ts';
import { createIds } from './world/ports/ids.ts';
import { type Store, type StoreParts, StoreUnavailable } from './world/ports/store.ts';
import type { Template } from './world/rules/workspaces.ts';
import { demoFixture } from './world/seeding/demo.ts';
import type { Fixture } from './world/seeding/fixture-types.ts';
import { isChecked } from './world/seeding/seed.ts';
import { createWorld, type World } from './world/world.ts';

export type { EmulatorOptions } from './emulator-options.ts';

/**
 * An emulator inside this process.
 *
 * @example
 * ```ts
 * await using emulator = await createEmulator({ clock: 'frozen' });
 * const workspace = await emulator.workspace('demo');
 * const { url } = await emulator.listen();
 * ```
 */
export interface Emulator {
  /**
   * The fixture that was loaded, with `workspace` applied. Of a world that another process made: the fixtures of its
   * first 100 workspaces.
   */
  readonly fixture: Fixture;
  /**
   * Responds to a request without a socket: a web-standard `fetch` for any client that accepts one. The host
   * name of the URL does not matter.
   *
   * @example
   * ```ts
   * const response = await emulator.fetch(`http://sessions/v1/${workspaceId}/sessions/active`, {
   *   headers: { authorization: `Bearer ${apiKey}` },
   * });
   * ```
   */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
  /**
   * The emulator's Hono app, to be mounted in one of yours.
   *
   * @example
   * ```ts
   * const yours = new Hono();
   * yours.all('/v1/*', (c) => emulator.app.fetch(c.req.raw));
   * ```
   */
  readonly app: HonoApp;
  /**
   * Listens on a port. An emulator may listen on several.
   *
   * @param options default: a free port of 127.0.0.1, 10 s for a request's head, 30 s for a whole request, and 1.5 s
   * for what is in flight when it closes
   * @throws the system's error (`EADDRINUSE`, …) when it cannot listen
   * @example
   * ```ts
   * const { url } = await emulator.listen({ port: 4010 });
   * ```
   */
  listen(options?: ListenOptions): Promise<RunningServer>;
  /**
   * Makes a fresh, isolated workspace with a key of its own.
   *
   * @param template what it begins with: `demo`, `empty`, or a workspace as in a fixture. Default: `empty`
   * @throws `FixtureError` when the template is not valid
   * @throws `Error` when the emulator has 100,000 workspaces
   * @example
   * ```ts
   * const workspace = await emulator.workspace({ calls: [{ caller_id: '+15550100001', subscribers: 1 }] });
   * ```
   */
  workspace(template?: Template): Promise<Workspace>;
  /** Closes every socket, stream and timer. Do not use it afterwards. */
  close(): Promise<void>;
  /** The same as `close`, at the end of an `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** An emulator with its inside, for what is built on it here. */
export interface OpenEmulator extends Emulator {
  readonly world: World;
  readonly journal: Journal;
  /** The world's server, and whether this process made the world; undefined if no other process shares it. */
  readonly shared: SharedWorld | undefined;
  /** Responds to a request of a socket. */
  readonly dispatch: App['dispatch'];
}

/** A world that other processes share. */
export interface SharedWorld {
  /** Such as `Redis 7.0.15 at redis://127.0.0.1:6379/0, prefix sessions-emulator`. */
  readonly description: string;
  readonly status: 'new' | 'joined';
}

const inMemory = ({ clock, seed }: StoreParts): Store =>
  createMemoryStore({ ids: createIds(seed), ...(clock !== undefined && { clock }) });

/** The fixture to begin with. One that code brings is checked here; a file was when it was read. */
async function checked(fixture: Fixture | undefined): Promise<Fixture> {
  if (fixture === undefined || isChecked(fixture)) return fixture ?? demoFixture;
  const { checkFixture } = await import('./fixtures/fixture-check.ts');
  return checkFixture(fixture);
}

function withWorkspace(fixture: Fixture, workspaceId: string): Fixture {
  const [first, ...others] = fixture.workspaces;
  if (first === undefined) throw new Error('the fixture has no workspace to take that id');
  return { ...fixture, workspaces: [{ ...first, workspace_id: workspaceId }, ...others] };
}

/**
 * Makes an emulator. Rejects with a `FixtureError` or a `TypeError` when the fixture, the document or the safety settings
 * are not valid, with a `RangeError` when another option is not, and with a `StoreError` when the server of its store
 * cannot be used.
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<OpenEmulator> {
  const log = options.log ?? silentLog;
  const { wire = defaultContractSettings.wire, auth = defaultContractSettings.auth } = options;
  checkWord('auth', auth, authModes);
  const { platformDocument, safety = { allowHosts: [], token: null }, seed } = options;
  if (safety.token === null && safety.allowHosts.includes(ANY_HOST)) {
    throw new TypeError("safety: host '*' needs a token");
  }
  const platform =
    platformDocument === undefined
      ? undefined
      : (await import('./contract/shaped/platform.ts')).openPlatform(platformDocument, seed);
  const userRoutes =
    options.routes === undefined
      ? undefined
      : (await import('./http/user-routes.ts')).createUserRoutes(options.routes);
  const given = await checked(options.fixture);
  const fixture =
    options.workspace === undefined
      ? given
      : withWorkspace(given, checkUuid('workspace', options.workspace));

  const clock = createClock(options.clock);
  const sharedStore =
    options.store === undefined
      ? undefined
      : await (await import('./shared-store.ts')).openSharedStore(options.store, {
          clock,
          seed,
          note: (line) => log.note?.(line),
        });
  const makeStore = options.makeStore ?? inMemory;
  const store = sharedStore ?? (await makeStore({ clock, seed }));
  const world = createWorld({
    store,
    onError(error) {
      // The store has logged itself that it is unavailable.
      if (!(error instanceof StoreUnavailable)) log.fault(error, 'scheduled task');
    },
    checkTemplate: async (data) =>
      (await import('./fixtures/fixture-check.ts')).checkWorkspace(data),
  });
  const journal = createJournal(world.journal, (bytes) => readValue(bytes, wire.python));

  async function load(): Promise<void> {
    await world.seed(fixture, options.onMade);
    await options.load?.(world);
  }
  /** What the world was made from, by this process or another. */
  let origin = fixture;
  let status: SharedWorld['status'] = 'new';
  try {
    if (sharedStore === undefined) await load();
    else {
      const { begin } = await import('./shared-store.ts');
      const begun = await begin(sharedStore, world, load);
      status = begun.status;
      origin = begun.fixture ?? fixture;
    }
  } catch (error) {
    await world.close();
    throw error;
  }

  const closing = new AbortController();
  const streams = createOpenStreams(closing.signal, options.streams);
  const handle = createRequestHandler({
    contract: createContract(world, streams, { auth, wire, note: (text) => log.note?.(text) }),
    wire,
    world,
    journal,
    log,
    ...(options.cors !== undefined && { cors: createCors(options.cors) }),
    ...(userRoutes !== undefined && { userRoutes }),
  });
  /** The names of all operations. A start does not need them. */
  async function loadNames() {
    const { simulated, shaped } = (await platform?.names()) ?? { simulated: [], shaped: [] };
    const own = userRoutes?.names ?? [];
    return { shaped, all: [...operationNames, ...simulated, ...socketNames, ...own, ...shaped] };
  }
  const servers = new Set<RunningServer>();
  const readiness = (): Readiness => {
    if (closing.signal.aborted) return { status: 'starting' };
    const state = store.state?.();
    return state === undefined || state.status === 'ok' ? { status: 'ready' } : state;
  };
  const site = lazily(async () => {
    const { createSite } = await import('./http/site.ts');
    const names = await loadNames();
    return createSite({
      world,
      journal,
      log,
      version,
      operations: names.all,
      shapedNames: names.shaped,
      streams,
      checksKeys: auth === 'keys',
      safety,
    }).fetch;
  });
  const sockets = lazily(async () => {
    const { createSockets } = await import('./http/sockets.ts');
    return createSockets({ auth, wire, world, journal, log, streams });
  });
  const app = createApp({
    handle,
    health: createHealth({ version, readiness }, world.newId, log),
    site,
    ...(platform !== undefined && { platform }),
  });

  const fetch: Emulator['fetch'] = async (input, init) => app.hono.fetch(new Request(input, init));

  async function close(): Promise<void> {
    closing.abort();
    world.stop();
    await Promise.all([...servers].map((server) => server.close()));
    servers.clear();
    await world.close();
  }

  return {
    world,
    journal,
    fixture: origin,
    shared: sharedStore && { description: sharedStore.description, status },
    app: app.hono,
    dispatch: app.dispatch,
    fetch,
    async listen(listenOptions) {
      const server = await listen(
        { dispatch: app.dispatch, wire, sockets, reports: createReports(world.newId, log) },
        listenOptions,
      );
      servers.add(server);
      return server;
    },
    async workspace(template) {
      const { openWorkspace } = await import('./embed/workspace.ts');
      const { all: operations } = await loadNames();
      return openWorkspace({ world, journal, operations, streams, fetch }, template);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
