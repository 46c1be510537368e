/** Snapshots in files: read at the start, written at the end. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { loadSnapshot, SnapshotError, takeSnapshot } from '../world/snapshot.ts';
import type { World } from '../world/world.ts';

/** Loads the snapshot in a file. Rejects with a `SnapshotError` when there is no good one in it. */
export async function readSnapshot(world: World, file: string): Promise<void> {
  let data: unknown;
  try {
    data = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new SnapshotError((error as Error).message);
  }
  await loadSnapshot(world, data);
}

/**
 * Writes a snapshot with its credentials, so that reading it brings the same world back. What stood
 * in the file before is replaced whole or not at all; only its owner can read it.
 */
export async function writeSnapshot(world: World, file: string): Promise<void> {
  const draft = `${file}.${process.pid}.tmp`;
  const snapshot = await takeSnapshot(world, { secrets: true });
  try {
    await writeFile(draft, `${JSON.stringify(snapshot, null, 2)}\n`, { mode: 0o600 });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
