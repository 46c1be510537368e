/** Snapshots in files: read at the start, written at the end. */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { type FileHandle, lstat, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { loadSnapshot, takeSnapshot } from '../../fixtures/snapshot.ts';
import { SnapshotError } from '../../fixtures/snapshot-format.ts';
import type { World } from '../../world/world.ts';
import { readJsonFile } from './json-file.ts';

/** Loads the snapshot in a file. Rejects with a `SnapshotError` when there is no good one in it. */
export async function readSnapshot(world: World, file: string): Promise<void> {
  const read = await readJsonFile(file);
  if (read.kind !== 'data') {
    const expected = read.kind === 'not_json' ? 'JSON' : 'a file that can be read';
    throw new SnapshotError(`expected ${expected}, found ${read.found}`);
  }
  await loadSnapshot(world, read.data);
}

/**
 * Checks that a snapshot can be written to this file, and leaves nothing behind. Rejects with an error
 * that says what is wrong and what would be right.
 */
export async function checkSnapshotFile(file: string): Promise<void> {
  const { draft, handle } = await openDraft(file);
  await handle.close();
  await rm(draft, { force: true });
}

/**
 * Writes a snapshot with its credentials, so that reading it brings the same world back. What was in the
 * file before is replaced whole or not at all; only its owner can read it. Rejects as the check does.
 */
export async function writeSnapshot(world: World, file: string): Promise<void> {
  const snapshot = await takeSnapshot(world, { secrets: true });
  const { draft, handle } = await openDraft(file);
  // A second signal ends the process at once.
  const remove = (): void => rmSync(draft, { force: true });
  process.once('exit', remove);
  try {
    try {
      await handle.writeFile(`${JSON.stringify(snapshot, null, 2)}\n`);
      // Whole means whole after a loss of power, too.
      await handle.sync();
    } finally {
      await handle.close();
    }
    // Never through a link: what has the name now is replaced, not what it may lead to.
    await refuseOtherThanFile(file);
    await rename(draft, file);
  } catch (error) {
    remove();
    throw error;
  } finally {
    process.off('exit', remove);
  }
}

/** A new file beside the one that it is to replace. Nobody can have put something under its name. */
async function openDraft(file: string): Promise<{ draft: string; handle: FileHandle }> {
  await refuseOtherThanFile(file);
  const draft = join(dirname(file), `.sessions-emulator-${randomUUID()}.tmp`);
  try {
    return { draft, handle: await open(draft, 'wx', 0o600) };
  } catch (error) {
    throw new Error(`${whyNot(error)}; expected a file in a folder that can be written to`);
  }
}

async function refuseOtherThanFile(file: string): Promise<void> {
  const expected = 'expected the name of a regular file, or of nothing yet';
  let found: Awaited<ReturnType<typeof lstat>>;
  try {
    found = await lstat(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw new Error(`${whyNot(error)}; ${expected}`);
  }
  if (found.isSymbolicLink()) throw new Error(`it is a symbolic link; ${expected}`);
  if (found.isDirectory()) throw new Error(`it is a folder; ${expected}`);
  if (!found.isFile()) throw new Error(`it is a device, a pipe or a socket; ${expected}`);
}

/** The system's reason, without the name of the draft. */
function whyNot(error: unknown): string {
  return (error as Error).message.replace(/, \w+ '.*$/s, '');
}
