/** `--watch`: replaces the world when the file it was loaded from changes. */
import { createEmulator, type OpenEmulator } from '../../emulator.ts';
import type { Log } from '../../http/log.ts';
import { errorMessage } from '../../world/error-message.ts';
import type { Contents, WorkspaceId } from '../../world/ports/store.ts';
import type { Fixture } from '../../world/seeding/fixture-types.ts';
import type { World } from '../../world/world.ts';
import type { StartFlags } from '../options.ts';
import { workspaceClash } from './open.ts';
import { openProblem } from './open-problem.ts';
import { readFixture } from './read-fixture.ts';
import { readSnapshot } from './snapshot-file.ts';
import { type Watching as WatchingFile, watchFile } from './watch-file.ts';

/** What watching needs of the command. */
interface Watching extends Omit<WatchingFile, 'failed'> {
  readonly log: Log;
  readonly complain: (line: string) => void;
}

/** Why nothing can be watched; undefined if it can. Call it when the emulator listens. */
export function watchWorld(
  flags: StartFlags,
  { world }: Pick<OpenEmulator, 'world'>,
  { log, complain, ...watching }: Watching,
): string | undefined {
  const { import: snapshot, fixtures } = flags;
  const file = snapshot ?? fixtures ?? '';
  if (file === '') return '--watch needs the file of --fixtures or --import';
  const refuse = (line: string): void => complain(`${line}\n  the world has not changed`);
  let loads = 0;
  async function reload(): Promise<void> {
    try {
      if (snapshot !== undefined) await readSnapshot(world, file);
      else {
        const fixture = await readFixture(file);
        const clash = workspaceClash(flags, fixture);
        if (clash !== undefined) return refuse(clash);
        await loadFixture(world, fixture, flags, ++loads);
      }
      log.note?.(`loaded ${file} again: ${await sizeOf(world)}`);
    } catch (error) {
      openProblem(error, flags, refuse);
    }
  }
  const problem = (error: unknown) => `--watch: ${file}: ${errorMessage(error)}`;
  try {
    watchFile(file, reload, { ...watching, failed: (error) => complain(problem(error)) });
    return undefined;
  } catch (error) {
    return problem(error);
  }
}

/** Replaces the world by that of the fixture, as a start would make it now. If the fixture is wrong, nothing changes. */
async function loadFixture(
  world: World,
  fixture: Fixture,
  { seed, workspace }: StartFlags,
  loads: number,
): Promise<void> {
  const draft = await createEmulator({
    fixture,
    clock: { frozenAt: world.now(null) },
    ...(workspace !== undefined && { workspace }),
    // A number, because the ids of the world go on where they were.
    ...(seed !== undefined && { seed: `${seed}\0${loads}` }),
  });
  const { workspaces } = await draft.world.readWorld();
  await draft.close();
  const all = workspaces.map((one) => [one.records.workspace?.[0]?.[0] ?? '', one] as const);
  await world.loadWorld(new Map<WorkspaceId, Contents>(all), null);
}

/** Such as `2 workspaces, 1 call`. */
async function sizeOf(world: World): Promise<string> {
  const { workspaces } = await world.readWorld();
  const calls = workspaces.reduce((sum, { records }) => sum + (records.call?.length ?? 0), 0);
  const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;
  return `${count(workspaces.length, 'workspace')}, ${count(calls, 'call')}`;
}
