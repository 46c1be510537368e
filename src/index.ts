/**
 * The embeddable API: an emulator inside the process that uses it.
 *
 * @packageDocumentation
 */
import { createEmulator as create, type Emulator, type EmulatorOptions } from './emulator.ts';

/** Makes an emulator. Rejects with a `FixtureError` when the fixture does not fit together. */
export const createEmulator: (options?: EmulatorOptions) => Promise<Emulator> = create;

export type { AuthMode } from './contract/auth.ts';
export type { WireSwitches } from './contract/pydantic/switches.ts';
export type { EntityInfo, ServiceInfo, Workspace } from './embed/workspace.ts';
export type {
  AttachedSubscriber,
  CallOptions,
  SubscribeOptions,
  SubscriberOptions,
  TimelineStep,
  WorkspaceCalls,
} from './embed/workspace-calls.ts';
export type {
  EntityOptions,
  IssuedKey,
  KeyOptions,
  ServiceOptions,
  WorkspaceCatalog,
} from './embed/workspace-catalog.ts';
export type {
  FaultInfo,
  FaultOptions,
  RateLimit,
  WorkspaceFaults,
} from './embed/workspace-faults.ts';
export type {
  CallInfo,
  ConversationInfo,
  InjectionInfo,
  RequestInfo,
  SessionInfo,
} from './embed/workspace-info.ts';
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
export type { Difference } from './observe/subset.ts';
export type { ExpectedCount, RequestPattern } from './observe/verify.ts';
export type { ReceivedEvent } from './world/live-subscribers.ts';
export type { WorldEvent } from './world/model/events.ts';
export type { Reply, Script, ScriptRule, ToolCall } from './world/model/script.ts';
export type { ClockStart } from './world/ports/clock.ts';
export type { Template } from './world/rules/workspaces.ts';
export { demoFixture } from './world/seeding/demo.ts';
export type { AgentScript, Fixture, WorkspaceFixture } from './world/seeding/fixture-types.ts';
export { FixtureError, type FixtureProblem } from './world/seeding/seed.ts';
