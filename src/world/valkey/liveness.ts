/**
 * Which processes are alive. Each tells the server twice a second, and listens on a channel while it lives. A process
 * that is gone leaves live subscribers behind, which any other process removes.
 */
import type { LiveKey } from '../live-subscribers.ts';
import type { WorkspaceId } from '../ports/store.ts';
import { heldText } from './item-of.ts';
import type { Keys } from './keys.ts';
import type { Link } from './link.ts';
import { FIND_GONE } from './load-scripts.ts';

/** Milliseconds between two signs of life. */
const BEAT_MS = 500;

/** Removes a live subscriber whose process is gone. */
export type RemoveOrphan = (orphan: LiveKey) => Promise<unknown>;

/** What the watch needs. */
export interface LivenessParts {
  readonly link: Link;
  readonly keys: Keys;
  readonly worldId: () => string;
  /** Tells the server that this process is alive. */
  beat(): Promise<void>;
  failed(error: unknown): void;
}

/** The watch over all processes. */
export class Liveness {
  readonly #parts: LivenessParts;
  readonly #burials = new Map<number, Promise<void>>();
  #remove: RemoveOrphan | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isBusy = false;

  constructor(parts: LivenessParts) {
    this.#parts = parts;
  }

  /** Sets who removes the subscribers of processes that are gone. */
  onOrphan(remove: RemoveOrphan): void {
    this.#remove = remove;
  }

  start(): void {
    this.#timer = setInterval(() => this.#look().catch(this.#parts.failed), BEAT_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** Removes the live subscribers of a process that is gone. */
  bury(process: number): Promise<void> {
    const known = this.#burials.get(process);
    if (known !== undefined) return known;
    const burial = this.#buryNow(process).finally(() => this.#burials.delete(process));
    this.#burials.set(process, burial);
    return burial;
  }

  async #look(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    const { keys, link, worldId } = this.#parts;
    try {
      await this.#parts.beat();
      const gone = (await link.run(FIND_GONE, [keys.base, worldId()])) as [string, string[]][];
      for (const [process] of gone) await this.bury(Number(process));
    } finally {
      this.#isBusy = false;
    }
  }

  async #buryNow(process: number): Promise<void> {
    const { keys, link } = this.#parts;
    const remove = this.#remove;
    // This process has no world yet. Another one does it, or this one later.
    if (remove === undefined) return;
    const set = keys.subscribers(process);
    const held = (await link.command(['SMEMBERS', set])) as string[];
    for (const text of held) {
      const [workspaceId, callSid, subscriberId, lease] = JSON.parse(text) as [
        WorkspaceId,
        string,
        string,
        number,
      ];
      await remove({ workspaceId, callSid, subscriberId, lease });
      // The workspace may have been replaced since: then nobody else removes it.
      await link.command(['SREM', set, heldText(workspaceId, callSid, subscriberId, lease)]);
    }
  }
}
