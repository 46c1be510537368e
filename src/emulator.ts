/** Puts an emulator together: a seeded world, the contract over it, and two ways to reach them. */

import type { AuthMode } from './contract/auth.ts';
import { operations } from './contract/operations.ts';
import { createContract, defaultContractSettings } from './contract/pipeline.ts';
import { readValue } from './contract/pydantic/read-value.ts';
import type { WireSwitches } from './contract/pydantic/switches.ts';
import type { SafetySettings } from './control/safety.ts';
import type { Workspace } from './embed/workspace.ts';
import { createCors } from './http/cors.ts';
import { createReports, createRequestHandler } from './http/handle-request.ts';
import { createHealth } from './http/health.ts';
import { lazily } from './http/lazily.ts';
import { type Log, silentLog } from './http/log.ts';
import { type ListenOptions, listen, type RunningServer } from './http/server.ts';
import { createJournal, type Journal } from './observe/journal.ts';
import { createOpenStreams, type StreamSettings } from './observe/open-streams.ts';
import { version } from './version.ts';
import { checkUuid } from './world/checks.ts';
import { createMemoryStore, type MemoryStoreParts } from './world/memory/memory-store.ts';
import { type ClockStart, createClock } from './world/ports/clock.ts';
import { createIds } from './world/ports/ids.ts';
import type { Store } from './world/ports/store.ts';
import type { Template } from './world/rules/workspaces.ts';
import { demoFixture } from './world/seeding/demo.ts';
import type { Fixture } from './world/seeding/fixture-types.ts';
import { isChecked } from './world/seeding/seed.ts';
import { createWorld, type World } from './world/world.ts';

/** How an emulator is made. */
export interface EmulatorOptions {
  /** The world to begin with. Default: the built-in demo. */
  readonly fixture?: Fixture;
  /** The id that the fixture's first workspace takes instead of its own. */
  readonly workspace?: string;
  /** Which API keys are accepted: any, known ones only, or no check at all. Default: `any`. */
  readonly auth?: AuthMode;
  /** Makes every generated identifier a function of this and the order of requests. */
  readonly seed?: string;
  /** How the clock begins. Default: it runs with the host's time. */
  readonly clock?: ClockStart;
  /** The versions of the framework whose messages to reproduce. Default: those of the recorded API. */
  readonly wire?: WireSwitches;
  /** The origins that a browser may call from, `*` for all. Default: none. */
  readonly cors?: readonly string[];
  /** Who may use the control plane over a socket. Default: programs on this machine. */
  readonly safety?: SafetySettings;
  /** Where the world is kept. Default: the memory of this process. Not part of the public interface. @internal */
  readonly store?: (parts: MemoryStoreParts) => Store;
  /** How event streams treat slow readers. Not part of the public interface. @internal */
  readonly streams?: Partial<StreamSettings>;
  /** Where requests are logged. Default: nowhere. */
  readonly log?: Log;
}

/** An emulator. */
export interface Emulator {
  /** The fixture that was loaded, with `workspace` applied. */
  readonly fixture: Fixture;
  /** Answers a request without a socket: a web-standard `fetch` for any client that accepts one. */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
  /** Listens on a port. Rejects with the system's error (`EADDRINUSE`, …) when it cannot. */
  listen(options?: ListenOptions): Promise<RunningServer>;
  /** Makes a fresh workspace. Rejects with a `FixtureError` when the template does not fit together. */
  workspace(template?: Template): Promise<Workspace>;
  /** Closes every socket, stream and timer. Do not use it afterwards. */
  close(): Promise<void>;
  /** The same, at the end of an `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** An emulator with its inside, for what is built on it here. */
export interface OpenEmulator extends Emulator {
  readonly world: World;
  readonly journal: Journal;
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

/** Makes an emulator. Rejects with a `FixtureError` when the fixture does not fit together. */
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

  const given = await checked(options.fixture);
  const fixture =
    options.workspace === undefined
      ? given
      : withWorkspace(given, checkUuid('workspace', options.workspace));
  await world.seed(fixture);

  const handleRequest = createRequestHandler({
    contract: createContract(world, { auth, wire }),
    wire,
    world,
    journal,
    log,
    ...(options.cors !== undefined && { cors: createCors(options.cors) }),
  });
  const operationNames = operations.map((operation) => operation.name);
  const servers = new Set<RunningServer>();
  const closing = new AbortController();
  const ready = (): boolean => !closing.signal.aborted;
  const streams = createOpenStreams(closing.signal, options.streams);
  const app = lazily(async () => {
    const { createApp } = await import('./http/app.ts');
    return createApp({
      handleRequest,
      world,
      journal,
      log,
      version,
      operations: operationNames,
      ready,
      streams,
      safety: options.safety ?? { allowHosts: [], token: null },
    });
  });

  const fetch: Emulator['fetch'] = async (input, init) =>
    (await app()).fetch(new Request(input, init));

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
    fetch,
    async listen(listenOptions) {
      const server = await listen(
        {
          handleRequest,
          health: createHealth({ version, ready }, world.newId, log),
          app,
          wire,
          reports: createReports(world.newId, log),
        },
        listenOptions,
      );
      servers.add(server);
      return server;
    },
    async workspace(template) {
      const { openWorkspace } = await import('./embed/workspace.ts');
      return openWorkspace(
        { world, journal, operations: operationNames, streams, fetch },
        template,
      );
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
