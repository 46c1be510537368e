/** Puts an emulator together: a seeded world, the contract over it, and two ways to reach them. */

import type { AuthMode } from './contract/auth.ts';
import { createContract, defaultContractSettings } from './contract/pipeline.ts';
import { readValue } from './contract/pydantic/read-value.ts';
import type { WireSwitches } from './contract/pydantic/switches.ts';
import type { SafetySettings } from './control/safety.ts';
import type { Workspace } from './embed/workspace.ts';
import { type App, createApp } from './http/app.ts';
import { createCors } from './http/cors.ts';
import { createRequestHandler } from './http/handle-request.ts';
import { createHealth } from './http/health.ts';
import { lazily } from './http/lazily.ts';
import { type Log, silentLog } from './http/log.ts';
import { createReports } from './http/reports.ts';
import { type ListenOptions, listen, type RunningServer } from './http/server.ts';
import type { HonoApp } from './http/user-routes.ts';
import { createJournal, type Journal } from './observe/journal.ts';
import { createOpenStreams, type StreamSettings } from './observe/open-streams.ts';
import { version } from './version.ts';
import { checkUuid } from './world/checks.ts';
import { createMemoryStore, type MemoryStoreParts } from './world/memory/memory-store.ts';
import { operationNames, socketNames } from './world/model/operation-names.ts';
import { type ClockStart, createClock } from './world/ports/clock.ts';
import { createIds } from './world/ports/ids.ts';
import type { Store } from './world/ports/store.ts';
import type { Template } from './world/rules/workspaces.ts';
import { demoFixture } from './world/seeding/demo.ts';
import type { Fixture } from './world/seeding/fixture-types.ts';
import { isChecked } from './world/seeding/seed.ts';
import { createWorld, type World } from './world/world.ts';

/** Settings of an emulator. Every field has a default. */
export interface EmulatorOptions {
  /** The world to begin with. Default: `demoFixture`. */
  readonly fixture?: Fixture;
  /** UUID that the fixture's first workspace gets instead of its own. Default: its own. */
  readonly workspace?: string;
  /** Which credentials requests need. Default: `any`. */
  readonly auth?: AuthMode;
  /**
   * Makes the generated identifiers repeatable: the same seed and the same requests in the same order give the
   * same ids. Default: random.
   */
  readonly seed?: string;
  /** How the clock begins. Default: `real`, the host's time. */
  readonly clock?: ClockStart;
  /** Versions of the real API's framework whose error messages to reproduce. Default: Pydantic 2.13, Python 3.12. */
  readonly wire?: WireSwitches;
  /** Origins from which a browser may call, such as `http://localhost:5173`; `*` for all. Default: none. */
  readonly cors?: readonly string[];
  /** Who may use the control plane over a socket. Default: programs on this machine, without a token. */
  readonly safety?: SafetySettings;
  /** Where the world is kept. Default: the memory of this process. Not part of the public interface. @internal */
  readonly store?: (parts: MemoryStoreParts) => Store;
  /** How event streams treat slow readers. Not part of the public interface. @internal */
  readonly streams?: Partial<StreamSettings>;
  /**
   * Operations of your own: a Hono app whose routes are served beside the emulator's, with request ids, log, journal
   * and fault rules. An operation is named by its method and path, such as `GET /v1/:workspace_id/notes`; its journal and
   * faults are those of the workspace in `:workspace_id`. Default: none.
   */
  readonly routes?: HonoApp;
  /**
   * An OpenAPI document of version 3, as an object: each of its operations that is not simulated responds from its
   * schemas; if it has `GET /v1/{workspace_id}/conversations`, that is simulated. Default: none, and other paths are 404.
   */
  readonly platformDocument?: object;
  /** Where requests are logged, such as `createLog('pretty', console.log)`. Default: nowhere. */
  readonly log?: Log;
}

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
  /** The fixture that was loaded, with `workspace` applied. */
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
  /** Responds to a request of a socket. */
  readonly dispatch: App['dispatch'];
}

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

/** Makes an emulator. Rejects with a `FixtureError` or a `TypeError` when the fixture or the document is not valid. */
export async function createEmulator(options: EmulatorOptions = {}): Promise<OpenEmulator> {
  const log = options.log ?? silentLog;
  const { wire = defaultContractSettings.wire, auth = defaultContractSettings.auth } = options;
  const makeStore = options.store ?? createMemoryStore;
  const store = makeStore({ clock: createClock(options.clock), ids: createIds(options.seed) });
  const world = createWorld({
    store,
    onError: (error) => log.fault(error, 'scheduled task'),
    checkTemplate: async (data) =>
      (await import('./fixtures/fixture-check.ts')).checkWorkspace(data),
  });
  const journal = createJournal(world.journal, (bytes) => readValue(bytes, wire.python));

  const { platformDocument, seed } = options;
  const platform =
    platformDocument === undefined
      ? undefined
      : (await import('./contract/shaped/platform.ts')).openPlatform(platformDocument, seed);
  const given = await checked(options.fixture);
  const fixture =
    options.workspace === undefined
      ? given
      : withWorkspace(given, checkUuid('workspace', options.workspace));
  await world.seed(fixture);

  const userRoutes =
    options.routes === undefined
      ? undefined
      : (await import('./http/user-routes.ts')).createUserRoutes(options.routes);
  const closing = new AbortController();
  const streams = createOpenStreams(closing.signal, options.streams);
  const handle = createRequestHandler({
    contract: createContract(world, streams, { auth, wire }),
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
  const ready = (): boolean => !closing.signal.aborted;
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
      safety: options.safety ?? { allowHosts: [], token: null },
    }).fetch;
  });
  const sockets = lazily(async () => {
    const { createSockets } = await import('./http/sockets.ts');
    return createSockets({ auth, wire, world, journal, log, streams });
  });
  const app = createApp({
    handle,
    health: createHealth({ version, ready }, world.newId, log),
    site,
    ...(platform !== undefined && { platform }),
  });

  const fetch: Emulator['fetch'] = async (input, init) => app.hono.fetch(new Request(input, init));

  async function close(): Promise<void> {
    closing.abort();
    world.close();
    await Promise.all([...servers].map((server) => server.close()));
    servers.clear();
  }

  return {
    world,
    journal,
    fixture,
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
