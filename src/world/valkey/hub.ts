/** The inside of a shared store: the replica of this process, the connection, and what goes between them. */
import { randomUUID } from 'node:crypto';
import {
  type ClockPosition,
  type ClockSetting,
  changed,
  changeTo,
  followingHost,
} from '../ports/clock.ts';
import type { HostTime } from '../ports/host-time.ts';
import { createIds, type Ids } from '../ports/ids.ts';
import { type Contents, StoreUnavailable, type WorkspaceId } from '../ports/store.ts';
import { COMMIT } from './commit-script.ts';
import type { Keys } from './keys.ts';
import { type Link, LOAD_MS } from './link.ts';
import { Liveness } from './liveness.ts';
import { LEAVE, LOAD } from './load-scripts.ts';
import { LoadedWorkspace } from './loaded-workspace.ts';
import { begin, type NewWorld, type Opened, openWorld, readHistory } from './opening.ts';
import { barrier, type Pending } from './pending.ts';
import { Replica } from './replica.ts';
import { type Reply, Rounds } from './rounds.ts';
import { createSharedClocks } from './shared-clocks.ts';
import type { SharedWorld } from './shared-world.ts';
import { stageContents } from './staging.ts';

/** What a hub is made of. */
export interface HubParts {
  readonly link: Link;
  readonly keys: Keys;
  /** Estimates the time of the server. */
  readonly host: HostTime;
  readonly newWorld: NewWorld;
  /** Logs a line. */
  note(line: string): void;
}

/** The hub of a process. */
export class Hub implements SharedWorld {
  readonly replica: Replica;
  readonly random: Ids = createIds();
  readonly liveness: Liveness;
  readonly process: number;
  readonly seed: string | undefined;
  /** Whether the first workspaces were made when this process came. */
  readonly wasMade: boolean;
  readonly #parts: HubParts;
  readonly #worldId: string;
  readonly #rounds: Rounds;
  readonly #loads = new Map<WorkspaceId, Promise<void>>();

  private constructor(parts: HubParts, opened: Opened) {
    const { host, keys, link, newWorld } = parts;
    this.#parts = parts;
    this.#worldId = opened.worldId;
    this.process = opened.process;
    this.seed = opened.seed;
    this.wasMade = opened.isMade;
    this.replica = new Replica(createSharedClocks(newWorld.clock, host));
    this.liveness = new Liveness({
      link,
      keys,
      worldId: () => this.#worldId,
      beat: () => {
        this.#rounds.beat();
        return this.#wait();
      },
      failed: () => undefined,
    });
    this.#rounds = new Rounds({
      replica: this.replica,
      process: this.process,
      send: (...batch) => this.#send(...batch),
      reopen: () => this.#reopen(),
      bury: (process) => this.liveness.bury(process),
    });
  }

  /** Opens the world on the server. */
  static async open(parts: HubParts): Promise<Hub> {
    const opened = await openWorld(parts.link, parts.keys, parts.newWorld);
    const hub = new Hub(parts, opened);
    begin(hub.replica, opened);
    await readHistory(parts.link, parts.keys, hub.replica);
    return hub;
  }

  /** Adds work to the next batch; fails it at once while the server is away. */
  add(pending: Pending): void {
    const { state } = this.#parts.link;
    if (state.status === 'ok') this.#rounds.add(pending);
    else pending.failed(new StoreUnavailable(state.why));
  }

  /** Resolves when this process knows everything that was committed before the call, by whichever process. */
  fresh(): Promise<void> {
    return new Promise((resolve, reject) => this.add(barrier(resolve, reject)));
  }

  /** The same, also while the server is away: this finds out that it is back. */
  #wait(): Promise<void> {
    return new Promise((resolve, reject) => this.#rounds.add(barrier(resolve, reject)));
  }

  /** The contents of a workspace, up to date and loaded. */
  async contentsOf(workspaceId: WorkspaceId): Promise<LoadedWorkspace> {
    await this.fresh();
    for (;;) {
      const contents = this.replica.contentsOf(workspaceId);
      if (contents !== undefined) return contents;
      await this.load(workspaceId);
    }
  }

  load(workspaceId: WorkspaceId): Promise<void> {
    const known = this.#loads.get(workspaceId);
    if (known !== undefined) return known;
    const load = this.#loadNow(workspaceId).finally(() => this.#loads.delete(workspaceId));
    this.#loads.set(workspaceId, load);
    return load;
  }

  async #loadNow(workspaceId: WorkspaceId): Promise<void> {
    const { keys, link } = this.#parts;
    this.replica.beginLoad(workspaceId);
    let loaded: LoadedWorkspace | undefined;
    try {
      const reply = await link.run(LOAD, [keys.base, this.#worldId, workspaceId], LOAD_MS);
      if (reply[0] === 'lost') throw this.#lost(String(reply[1]));
      loaded = LoadedWorkspace.read(reply);
    } finally {
      this.replica.endLoad(workspaceId, loaded);
    }
    // Removed meanwhile by another process: learn it before anybody asks again.
    if (loaded === undefined) await this.fresh();
  }

  async stage(workspaceId: WorkspaceId, contents: Contents): Promise<string> {
    const { keys, link } = this.#parts;
    const generation = `staged-${randomUUID()}`;
    await stageContents(link, keys, workspaceId, generation, contents);
    return generation;
  }

  readonly positionOf = (setting: ClockSetting): ClockPosition => {
    const host = this.replica.clocks.host();
    return changed(followingHost(host), changeTo(setting), host);
  };

  others(processes: readonly number[]): readonly number[] {
    return processes.filter((process) => process !== this.process);
  }

  /** Another process has committed something. */
  hear(seq: number): void {
    if (seq <= this.replica.seq) return;
    this.#rounds.add(
      barrier(
        () => undefined,
        () => undefined,
      ),
    );
  }

  async #send(
    batch: number,
    host: number,
    beats: boolean,
    texts: readonly string[],
  ): Promise<Reply> {
    const { keys, link } = this.#parts;
    const { clockVersion, lastOrigin, seq } = this.replica;
    const known = [seq, lastOrigin, clockVersion];
    const head = [keys.base, this.#worldId, this.process, batch, ...known, host];
    const args = [...head.map(String), beats ? '1' : '0', ...texts];
    const [status, found, missed, results] = await link.run(COMMIT, args);
    if (status === 'lost') throw this.#lost(String(found));
    if (status === 'back') throw await this.#wentBack();
    return {
      seq: Number(found),
      isBehind: status === 'behind',
      missed: missed as unknown[],
      results: String(results).split(','),
    };
  }

  /** Tells the server that this process is gone: others remove at once what it still holds. */
  async leave(): Promise<void> {
    const { keys, link } = this.#parts;
    await link.run(LEAVE, [keys.base, this.#worldId, String(this.process)]);
  }

  #lost(found: string): StoreUnavailable {
    return this.#parts.link.lose(
      found === ''
        ? 'the server has lost the world. Restart all emulators to make a new one'
        : 'the server has lost the world, and another one was made. Restart this emulator to join it',
    );
  }

  /** The server was started again without its last commits. */
  async #wentBack(): Promise<StoreUnavailable> {
    await this.#reopen();
    const line =
      'The server has lost the last changes of the world, as after a crash. It goes on with what the server still has.';
    this.#parts.note(line);
    return new StoreUnavailable(line);
  }

  async #reopen(): Promise<void> {
    const { keys, link, newWorld } = this.#parts;
    const opened = await openWorld(link, keys, newWorld, this.process);
    if (opened.worldId !== this.#worldId) throw this.#lost(opened.worldId);
    begin(this.replica, opened);
    await readHistory(link, keys, this.replica);
  }
}
