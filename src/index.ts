/**
 * The embeddable API: an emulator inside the process that uses it.
 *
 * @packageDocumentation
 */
import type { Connection, ConnectOptions } from './embed/connected/connect.ts';
import { createEmulator as create, type Emulator, type EmulatorOptions } from './emulator.ts';

/**
 * Makes an emulator.
 *
 * @throws `FixtureError` when the fixture is not valid
 * @throws `TypeError` or `RangeError` when `workspace` is not a UUID, `auth` or `clock` has a value that does not exist or
 * is out of range, `platformDocument` is not an OpenAPI document, or `safety` allows every host without a token
 * @throws `StoreError` when the server of `store` cannot be used
 * @example
 * ```ts
 * import { createEmulator } from 'sessions-emulator';
 *
 * const emulator = await createEmulator({ auth: 'keys', clock: 'frozen' });
 * const { url } = await emulator.listen();
 * // … point the client under test at url …
 * await emulator.close();
 * ```
 */
export const createEmulator: (options?: EmulatorOptions) => Promise<Emulator> = create;

/**
 * Connects to an emulator in another process, such as one that `sessions-emulator exec` or a container started.
 *
 * @param url the emulator's URL
 * @throws `Error` when no emulator responds there, or it refuses the token
 * @throws `TypeError` when `url` is not a URL of HTTP
 * @example
 * ```ts
 * import { connect } from 'sessions-emulator';
 *
 * await using emulator = await connect('http://127.0.0.1:4010');
 * await using workspace = await emulator.workspace('demo');
 * await workspace.addFault({ operation: 'inject', status: 503, times: 1 });
 * ```
 */
export async function connect(url: string | URL, options?: ConnectOptions): Promise<Connection> {
  const connected = await import('./embed/connected/connect.ts');
  return connected.connect(url, options);
}

// The emulator and its options.
export type { AuthMode } from './contract/auth.ts';
export type { WireSwitches } from './contract/pydantic/switches.ts';
export type { SafetySettings } from './control/safety.ts';
export type { Connection, ConnectOptions } from './embed/connected/connect.ts';
// A workspace for one test, and what its methods take and return.
export type { Workspace } from './embed/workspace.ts';
export type {
  AttachedSubscriber,
  SubscribeOptions,
  WorkspaceCalls,
} from './embed/workspace-calls.ts';
export type {
  EntityOptions,
  IssuedKey,
  ServiceOptions,
  WorkspaceCatalog,
} from './embed/workspace-catalog.ts';
export type { FaultInfo, WorkspaceFaults } from './embed/workspace-faults.ts';
export type {
  NearestRequest,
  Verification,
  WaitForOptions,
  WorkspaceClock,
  WorkspaceObservation,
} from './embed/workspace-observation.ts';
export type { Emulator, EmulatorOptions } from './emulator.ts';
export { createLog, type Log, type LogMode, type RequestEntry } from './http/log.ts';
export type { ListenOptions, RunningServer } from './http/server.ts';
export type { TlsOptions } from './http/tls-server.ts';
export type { HonoApp } from './http/user-routes.ts';
// Verification of requests, and waiting for events.
export type { Difference } from './observe/subset.ts';
export type { ExpectedCount, RequestPattern } from './observe/verify.ts';
export type { EventPattern } from './observe/wait.ts';
export type {
  CallInfo,
  ConversationInfo,
  InjectionInfo,
  RequestInfo,
  SessionInfo,
} from './observe/workspace-info.ts';
export type { StoreOptions } from './shared-store.ts';
// Events, fault rules, agent scripts and clocks.
export type { ReceivedEvent } from './world/live-subscribers.ts';
export type { WorldEvent, WorldEventType } from './world/model/events.ts';
export type { ConnectionFault } from './world/model/faults.ts';
export type { ContractOperationName, OperationName } from './world/model/operation-names.ts';
export type { Match, Reply, Script, ScriptRule, ToolCall } from './world/model/script.ts';
export type { ClockStart } from './world/ports/clock.ts';
export { StoreUnavailable } from './world/ports/store.ts';
// What calls, services, entities, keys and fault rules are made of.
export type {
  CallDescription,
  CallOptions,
  SubscriberOptions,
  TimelineStep,
} from './world/resources/calls.ts';
export type { Entity, Service } from './world/resources/catalog.ts';
export type { FaultDelay, FaultOptions, RateLimit } from './world/resources/faults.ts';
export type { KeyDescription, KeyOptions } from './world/resources/keys.ts';
// Fixtures and templates.
export type { Template } from './world/rules/workspaces.ts';
export { demoFixture } from './world/seeding/demo.ts';
export type { AgentScript, Fixture, WorkspaceFixture } from './world/seeding/fixture-types.ts';
export { FixtureError, type FixtureProblem } from './world/seeding/seed.ts';
export { StoreError, type StoreErrorCode } from './world/valkey/store-error.ts';
