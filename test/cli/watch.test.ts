import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { watchWorld } from '../../src/cli/commands/watch-world.ts';
import type { StartFlags } from '../../src/cli/options.ts';
import { createEmulator } from '../../src/emulator.ts';
import { takeSnapshot } from '../../src/fixtures/snapshot.ts';
import { silentLog } from '../../src/http/log.ts';
import type { Fixture } from '../../src/world/seeding/fixture-types.ts';
import { OTHER, WS } from '../helpers/world.ts';

const flags: StartFlags = {
  port: 0,
  host: '127.0.0.1',
  auth: 'any',
  clock: 'real',
  log: 'json',
  pydantic: '2.13',
  python: '3.13',
  storePrefix: 'sessions-emulator',
};
const caller = { caller_id: '+15550100001' };
const fixtureOf = (...calls: string[]): Fixture => ({
  workspaces: [{ workspace_id: WS, calls: calls.map((call_sid) => ({ ...caller, call_sid })) }],
});

/** An emulator whose world was loaded from a file that is watched. `lines` are what it logs and complains, in order. */
async function watched(more: Partial<StartFlags> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'watch-'));
  const file = join(folder, 'world.json');
  const save = (content: object | string, name = file) =>
    writeFileSync(name, typeof content === 'string' ? content : JSON.stringify(content));
  save(fixtureOf('one'));
  const { seed, workspace } = { ...flags, ...more };
  const emulator = await createEmulator({
    fixture: fixtureOf('one'),
    ...(seed !== undefined && { seed }),
    ...(workspace !== undefined && { workspace }),
  });
  const stop = new AbortController();
  onTestFinished(async () => {
    stop.abort();
    await emulator.close();
    rmSync(folder, { recursive: true });
  });
  const lines: string[] = [];
  let wake = () => {};
  const take = (line: string) => {
    lines.push(line.replaceAll(file, 'FILE'));
    wake();
  };
  const pauses: number[] = [];
  const problem = watchWorld({ ...flags, fixtures: file, ...more }, emulator, {
    log: { ...silentLog, note: take },
    complain: take,
    stop: stop.signal,
    pause: async (ms) => void pauses.push(ms),
  });
  expect(problem).toBeUndefined();
  return {
    ...emulator,
    file,
    save,
    pauses,
    /** Resolves with the next line. */
    async next() {
      while (lines.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return lines.shift();
    },
    calls: async (id = WS) => (await emulator.world.listCalls(id)).map((one) => one.callSid),
  };
}

describe('--watch', () => {
  it('replaces the world by the changed fixture, and logs its size', async () => {
    const { save, next, calls, world } = await watched();
    await world.placeCalls(WS, { callSid: 'placed', callerId: '+15550100001' });
    save(fixtureOf('two', 'three'));
    expect(await next()).toBe('loaded FILE again: 1 workspace, 2 calls');
    expect(await calls()).toEqual(['two', 'three']);
    await world.placeCalls(WS, { callSid: 'placed', callerId: '+15550100001' });
    await world.resetWorkspace(WS);
    expect(await calls()).toEqual(['two', 'three']);
  });

  it('waits until the file is no longer written', async () => {
    const { save, next, pauses } = await watched();
    save(fixtureOf('two'));
    await next();
    expect(pauses.length).toBeGreaterThan(0);
    expect(new Set(pauses)).toEqual(new Set([100]));
  });

  it('sees a file that an editor writes beside it and renames, and one behind a replaced link', async () => {
    const { file, save, next, calls } = await watched();
    save(fixtureOf('renamed'), `${file}~`);
    renameSync(`${file}~`, file);
    await next();
    expect(await calls()).toEqual(['renamed']);
    save(fixtureOf('linked'), `${file}.2`);
    symlinkSync(`${file}.2`, `${file}.link`);
    renameSync(`${file}.link`, file);
    await next();
    expect(await calls()).toEqual(['linked']);
  });

  it('keeps the world when the file is wrong, and says the same as at the start', async () => {
    const { save, next, calls } = await watched();
    save('{"workspaces": [}');
    expect(await next()).toBe(
      'the fixture FILE cannot be used:\n  $: expected JSON, found a mistake in line 1, column 17 (Expecting value)\n  the world has not changed',
    );
    save(fixtureOf('same', 'same'));
    expect(await next()).toContain(
      '$.workspaces[0].calls[1].call_sid: expected an id not used before',
    );
    expect(await calls()).toEqual(['one']);
    save(fixtureOf('good'));
    await next();
    expect(await calls()).toEqual(['good']);
  });

  it('keeps the world when the file is gone, and loads it when it is back', async () => {
    const { file, save, next, calls } = await watched();
    rmSync(file);
    expect(await next()).toContain('expected a file that can be read');
    expect(await calls()).toEqual(['one']);
    save(fixtureOf('back'));
    await next();
    expect(await calls()).toEqual(['back']);
  });

  it('gives the first workspace the id of --workspace again', async () => {
    const mine = '99999999-9999-4999-8999-999999999999';
    const { save, next, calls } = await watched({ workspace: mine });
    save(fixtureOf('two'));
    await next();
    expect(await calls(mine)).toEqual(['two']);
    save({ workspaces: [{ workspace_id: OTHER }, { workspace_id: mine }] });
    expect(await next()).toContain('uses that id for a workspace other than the first');
    expect(await calls(mine)).toEqual(['two']);
  });

  it('draws no id twice when there is a seed', async () => {
    const { save, next, world, calls } = await watched({ seed: 'x' });
    save({ workspaces: [{ workspace_id: WS, calls: [caller, caller, caller] }] });
    await next();
    for (let i = 0; i < 3; i++) {
      expect(await world.placeCalls(WS, { callerId: '+15550100001' })).toMatchObject({
        status: 'placed',
      });
    }
    expect(new Set(await calls()).size).toBe(6);
  });

  it('loads a changed snapshot of --import', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'watch-'));
    const file = join(folder, 'snapshot.json');
    await using other = await createEmulator({ fixture: fixtureOf('of a snapshot') });
    writeFileSync(file, '{}');
    const { next, calls } = await watched({ import: file });
    writeFileSync(file, JSON.stringify(await takeSnapshot(other.world)));
    expect(await next()).toBe(`loaded ${file} again: 1 workspace, 1 call`);
    expect(await calls()).toEqual(['of a snapshot']);
    rmSync(folder, { recursive: true });
  });

  it('needs a file', async () => {
    await using emulator = await createEmulator();
    const watching = { log: silentLog, complain: () => {}, stop: new AbortController().signal };
    expect(watchWorld(flags, emulator, watching)).toBe(
      '--watch needs the file of --fixtures or --import',
    );
  });
});
