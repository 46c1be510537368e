/** Tells when a file has changed and is no longer being written. */
import { statSync, watch } from 'node:fs';
import { dirname } from 'node:path';

/** Milliseconds in which a file must not change before it is read. */
const SETTLE_MS = 100;

/** How a file is watched. */
export interface Watching {
  /** Ends it. */
  readonly stop: AbortSignal;
  /** Called with what `changed` throws, and when the folder can no longer be watched. */
  readonly failed: (error: unknown) => void;
  /** Waits so many milliseconds. Default: a timer. */
  readonly pause?: (ms: number) => Promise<void>;
}

const timer = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref());

/** What differs after a change. An editor may write a new file and rename it, so it includes which file it is. */
function stateOf(file: string): string {
  try {
    const { ino, mtimeMs, size } = statSync(file);
    return `${ino} ${mtimeMs} ${size}`;
  } catch {
    return 'none';
  }
}

/**
 * Calls `changed` after each change of a file, one call at a time; also when the file is gone. Watches the folder, because
 * a renamed file or a replaced symbolic link is a change of that.
 *
 * @throws the system's error when the folder cannot be watched
 */
export function watchFile(
  file: string,
  changed: () => Promise<void>,
  { stop, failed, pause = timer }: Watching,
): void {
  let known = stateOf(file);
  let isBusy = false;
  async function follow(): Promise<void> {
    isBusy = true;
    try {
      let before = stateOf(file);
      while (before !== known && !stop.aborted) {
        await pause(SETTLE_MS);
        const now = stateOf(file);
        if (now === before && !stop.aborted) {
          known = now;
          await changed();
        }
        // Also what happened meanwhile.
        before = stateOf(file);
      }
    } finally {
      isBusy = false;
    }
  }
  function look(): void {
    if (!isBusy) follow().catch(failed);
  }
  watch(dirname(file), { persistent: false, signal: stop }, look).on('error', failed);
}
