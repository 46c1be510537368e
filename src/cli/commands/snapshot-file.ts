/** Snapshot files: read at the start, written at the end. */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { type FileHandle, lstat, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { loadSnapshot, takeSnapshot } from '../../fixtures/snapshot.ts';
import { SnapshotError } from '../../fixtures/snapshot-format.ts';
import { errorCode, errorMessage } from '../../world/error-message.ts';
import type { World } from '../../world/world.ts';
import { createProgress, type Progress } from '../progress.ts';
import { readJsonFile } from './json-file.ts';

/** Loads the snapshot in a file, with a line of progress on a terminal. Rejects with a `SnapshotError` when it is not valid. */
export async function readSnapshot(world: World, file: string): Promise<void> {
  const read = await readJsonFile(file);
  if (read.kind !== 'data') {
    const expected = read.kind === 'not_json' ? 'JSON' : 'a file that can be read';
    throw new SnapshotError(`expected ${expected}, found ${read.found}`);
  }
  let progress: Progress | undefined;
  try {
    await loadSnapshot(world, read.data, (done, total) => {
      progress ??= createProgress('records of the snapshot', total);
      progress.at(done);
    });
  } finally {
    progress?.end();
  }
}

/**
 * Checks that a snapshot can be written to this file, and leaves no file behind. Rejects with an error that
 * says what is wrong and what is expected.
 */
export async function checkSnapshotFile(file: string): Promise<void> {
  const { draft, handle } = await openDraft(file);
  await handle.close();
  await rm(draft, { force: true });
}

/**
 * Writes a snapshot with its credentials, so that it restores the same world. An existing file is replaced
 * completely or not at all; only its owner can read it. Rejects as the check does.
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
      // Complete also after a loss of power.
      await handle.sync();
    } finally {
      await handle.close();
    }
    // A symbolic link is never followed: `rename` replaces the name itself, not its target.
    await refuseOtherThanFile(file);
    await rename(draft, file);
  } catch (error) {
    remove();
    throw error;
  } finally {
    process.off('exit', remove);
  }
}

/** A new file in the same folder. Its random name cannot exist yet. */
async function openDraft(file: string): Promise<{ draft: string; handle: FileHandle }> {
  await refuseOtherThanFile(file);
  const draft = join(dirname(file), `.sessions-emulator-${randomUUID()}.tmp`);
  try {
    return { draft, handle: await open(draft, 'wx', 0o600) };
  } catch (error) {
    throw new Error(`${whyNot(error)}; expected a file in a writable folder`);
  }
}

async function refuseOtherThanFile(file: string): Promise<void> {
  const expected = 'expected the name of a regular file, or a name that does not exist yet';
  let found: Awaited<ReturnType<typeof lstat>>;
  try {
    found = await lstat(file);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return;
    throw new Error(`${whyNot(error)}; ${expected}`);
  }
  if (found.isSymbolicLink()) throw new Error(`it is a symbolic link; ${expected}`);
  if (found.isDirectory()) throw new Error(`it is a folder; ${expected}`);
  if (!found.isFile()) throw new Error(`it is a device, a pipe or a socket; ${expected}`);
}

/** The system's error message, without the name of the draft. */
function whyNot(error: unknown): string {
  return errorMessage(error).replace(/, \w+ '.*$/s, '');
}
