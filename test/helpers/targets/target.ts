/**
 * What a suite runs against. One function starts an emulator for a test; a project of `vitest.config.ts`
 * chooses which by `TEST_TARGET` (default: `sources`). Another store is another entry of `targets`.
 */
import type { EmulatorOptions, OpenEmulator } from '../../../src/emulator.ts';
import type { ListenOptions, RunningServer } from '../../../src/http/server.ts';

/** An emulator that a test can ask over a socket. */
export interface Started {
  readonly url: string;
  readonly port: number;
  /** Stops it. Rejects when it had an internal error, or did not stop as it should. */
  close(): Promise<void>;
  /** The emulator and its socket as objects: only of the sources. */
  readonly inside?: { readonly emulator: OpenEmulator; readonly server: RunningServer };
}

/** Starts an emulator. Rejects when the target cannot take an option. */
export type StartTarget = (options: EmulatorOptions, listen: ListenOptions) => Promise<Started>;

/** Every target, loaded when it is chosen: the built ones need `npm run build`. */
const targets: Readonly<Record<string, () => Promise<StartTarget>>> = {
  /** The sources, on a port. */
  sources: async () => (await import('./sources.ts')).startSources,
  /** The built library, on a port. */
  library: async () => (await import('./library.ts')).startLibrary,
  /** The built library in process: its `fetch`, behind a socket that is not the emulator's. */
  inside: async () => (await import('./library.ts')).startInside,
  /** The built command, as a child process. */
  command: async () => (await import('./command.ts')).startCommand,
};

const name = process.env.TEST_TARGET ?? 'sources';
const chosen = targets[name];
if (chosen === undefined) {
  throw new Error(`TEST_TARGET is ${name}: expected one of ${Object.keys(targets).join(', ')}`);
}

/** Starts the target that this run is about. */
export const startTarget: StartTarget = await chosen();
