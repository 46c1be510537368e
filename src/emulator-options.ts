/** The settings of an emulator. */
import type { AuthMode } from './contract/auth.ts';
import type { WireSwitches } from './contract/pydantic/switches.ts';
import type { SafetySettings } from './control/safety.ts';
import type { Log } from './http/log.ts';
import type { HonoApp } from './http/user-routes.ts';
import type { StreamSettings } from './observe/open-streams.ts';
import type { StoreOptions } from './shared-store.ts';
import type { MaybePromise } from './world/maybe-promise.ts';
import type { ClockStart } from './world/ports/clock.ts';
import type { Store, StoreParts } from './world/ports/store.ts';
import type { Fixture } from './world/seeding/fixture-types.ts';
import type { World } from './world/world.ts';

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
  /**
   * A Redis or Valkey server that keeps the world, so that several processes share it: its URL, or URL and prefix of its
   * keys. The first process makes the world; for all others `fixture`, `workspace`, `seed` and `clock` have no effect. It
   * needs the package `@redis/client`. Default: the memory of this process.
   */
  readonly store?: string | StoreOptions;
  /** Makes another kind of store. Not part of the public interface. @internal */
  readonly makeStore?: (parts: StoreParts) => MaybePromise<Store>;
  /** Told how many workspaces of the fixture are made. Not part of the public interface. @internal */
  readonly onMade?: (count: number) => void;
  /** Loads more than the fixture into a new world. Not part of the public interface. @internal */
  readonly load?: (world: World) => Promise<void>;
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
