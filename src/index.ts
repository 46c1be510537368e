/** The embeddable API: an emulator inside the process that uses it. */
export type { AuthMode } from './contract/auth.ts';
export type { WireSwitches } from './contract/wire/switches.ts';
export {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
} from './emulator.ts';
export { createLog, type Log, type LogMode, type RequestEntry } from './log.ts';
export type { ListenOptions, RunningServer } from './server.ts';
export type { ClockStart } from './world/clock.ts';
export { demoFixture } from './world/demo.ts';
export type { Fixture } from './world/fixture.ts';
export { FixtureError } from './world/seed.ts';
