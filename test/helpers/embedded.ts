/**
 * The typed API by each way to get it: in process, and connected to an emulator in another process. One suite runs over
 * both. Connected, it is over the target that the run is about (`TEST_TARGET`).
 */
import { onTestFinished } from 'vitest';
import { connect } from '../../src/embed/connected/connect.ts';
import { createEmulator, type EmulatorOptions } from '../../src/emulator.ts';
import type { Connection } from '../../src/index.ts';
import { makeStore } from './stores.ts';
import { startTarget } from './targets/target.ts';

/** What both ways have. */
export type Embedded = Omit<Connection, 'url'>;

async function inProcess(options: EmulatorOptions = {}): Promise<Embedded> {
  const emulator = await createEmulator({ makeStore, ...options });
  onTestFinished(() => emulator.close());
  return emulator;
}

async function connected(options: EmulatorOptions = {}): Promise<Connection> {
  const target = await startTarget(options, {});
  const connection = await connect(target.url);
  onTestFinished(async () => {
    await connection.close();
    await target.close();
  });
  return connection;
}

type Open = (options?: EmulatorOptions) => Promise<Embedded>;

/** Each way, by its name. A target that is built is only for connections. */
export const ways: readonly (readonly [name: string, open: Open])[] = [
  ...(process.env.TEST_TARGET === undefined ? [['in process', inProcess] as const] : []),
  ['connected', connected],
];
