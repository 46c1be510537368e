/**
 * The embeddable API: an emulator inside the process that uses it.
 *
 * @packageDocumentation
 */
import { createEmulator as create, type Emulator, type EmulatorOptions } from './emulator.ts';

/** Makes an emulator. Rejects with a `FixtureError` when the fixture does not fit together. */
export const createEmulator: (options?: EmulatorOptions) => Promise<Emulator> = create;

export type { AuthMode } from './contract/auth.ts';
export type { WireSwitches } from './contract/wire/switches.ts';
export type { Difference } from './control/subset.ts';
export type { ExpectedCount, RequestPattern } from './control/verify.ts';
export type { CallOptions } from './embed/calls.ts';
export type { FaultInfo, FaultOptions } from './embed/faults.ts';
export type {
  CallInfo,
  ConversationInfo,
  InjectionInfo,
  RequestInfo,
  SessionInfo,
} from './embed/views.ts';
export type { Workspace } from './embed/workspace.ts';
export type { Emulator, EmulatorOptions } from './emulator.ts';
export { createLog, type Log, type LogMode, type RequestEntry } from './log.ts';
export type { ListenOptions, RunningServer } from './server.ts';
export type { ClockStart } from './world/clock.ts';
export { demoFixture } from './world/demo.ts';
export type { WorldEvent } from './world/events.ts';
export type { AgentScript, Fixture, WorkspaceFixture } from './world/fixture-types.ts';
export type { ReceivedEvent } from './world/live-subscribers.ts';
export type { Template } from './world/rules/workspaces.ts';
export type { Reply, Script, ScriptRule, ToolCall } from './world/script.ts';
export { FixtureError, type FixtureProblem } from './world/seed.ts';
