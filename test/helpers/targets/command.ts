/** The built command, as a child process: each option is the flag that a user would write. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EmulatorOptions } from '../../../src/emulator.ts';
import type { ListenOptions } from '../../../src/http/server.ts';
import { keepEmulator } from '../command.ts';
import type { StartTarget } from './target.ts';

function flagsOf(options: EmulatorOptions, listen: ListenOptions): string[] {
  const { fixture, workspace, auth, seed, clock, wire, cors, safety, ...more } = options;
  const { platformDocument, store, ...rest } = more;
  const { port: _, host, ...others } = listen;
  const unknown = Object.keys({ ...rest, ...others });
  if (unknown.length > 0) {
    throw new Error(`the command takes no ${unknown.join(', ')}: test it in a *.sources.test.ts`);
  }
  const flags: Record<string, string | undefined> = {
    host,
    fixtures: fixture && fileOf(fixture),
    workspace,
    'platform-document': platformDocument && fileOf(platformDocument),
    auth,
    seed,
    clock: typeof clock === 'object' ? new Date(clock.frozenAt).toISOString() : clock,
    pydantic: wire?.pydantic,
    python: wire?.python,
    cors: cors?.join(','),
    'allow-host': safety?.allowHosts.join(',') || undefined,
    store: typeof store === 'object' ? store.url : store,
    'store-prefix': typeof store === 'object' ? store.prefix : undefined,
    'control-token': safety?.token ?? undefined,
  };
  return Object.entries(flags).flatMap(([flag, value]) =>
    value === undefined ? [] : [`--${flag}`, value],
  );
}

function fileOf(fixture: object): string {
  const file = join(mkdtempSync(join(tmpdir(), 'sessions-emulator-')), 'fixture.json');
  writeFileSync(file, JSON.stringify(fixture));
  return file;
}

export const startCommand: StartTarget = async (options, listen) => {
  const { url, child, ended } = await keepEmulator(flagsOf(options, listen));
  return {
    url,
    port: Number(new URL(url).port),
    async close() {
      child.kill('SIGTERM');
      const { code, signal, stdout, stderr } = await ended;
      const faults = stdout.split('\n').filter((line) => line.startsWith('{"event":"fault"'));
      if (code === 0 && stderr === '' && faults.length === 0) return;
      throw new Error(`the command ended with ${code ?? signal}: ${stderr}${faults.join('\n')}`);
    },
  };
};
