/**
 * What this process knows of the world: all commits up to a number, applied in their order. Workspaces, clocks,
 * tasks, tokens and events are always there; the records of a workspace are loaded when they are first needed.
 */
import { createMemoryEventLog, type MemoryEventLog } from '../memory/event-log.ts';
import { createKeyIndex, type KeyIndex } from '../memory/key-index.ts';
import { createMemoryTasks, type MemoryTasks } from '../memory/tasks.ts';
import type { ClockPosition } from '../ports/clock.ts';
import type { Planned, WorkspaceId } from '../ports/store.ts';
import type { Change, Commit, ItemChange, Replaced } from './change.ts';
import { LoadedWorkspace } from './loaded-workspace.ts';
import type { SharedClocks } from './shared-clocks.ts';

/** A workspace as the server describes it when a world is opened. */
export interface Described {
  readonly workspaceId: WorkspaceId;
  readonly generation: string;
  readonly tasks: readonly Planned[];
  readonly tokens: readonly string[];
}

/** The state of the world's counters when a world is opened. */
export interface Counters {
  readonly seq: number;
  readonly clockVersion: string;
  readonly workspacesVersion: string;
  readonly draws: ReadonlyMap<string, number>;
}

/** A replica of the world. Only commits change it. */
export class Replica {
  readonly clocks: SharedClocks;
  readonly events: MemoryEventLog = createMemoryEventLog();
  readonly tasks: MemoryTasks;
  readonly keys: KeyIndex = createKeyIndex();
  /** Generations of the contents, in order of creation of the workspaces. */
  readonly #generations = new Map<WorkspaceId, string>();
  readonly #loaded = new Map<WorkspaceId, LoadedWorkspace>();
  /** Commits that were applied while the contents of their workspace were being loaded. */
  readonly #meanwhile = new Map<WorkspaceId, [ItemChange, number][]>();
  #draws = new Map<string, number>();
  /** The number of the last applied commit. */
  seq = 0;
  /** Who made it: by this a process notices that the server has lost commits. Empty if it is not known. */
  lastOrigin = '';
  clockVersion = '0';
  workspacesVersion = '0';

  constructor(clocks: SharedClocks) {
    this.clocks = clocks;
    this.tasks = createMemoryTasks(clocks);
  }

  /** Begins with what the server describes; forgets what was known. */
  begin(workspaces: readonly Described[], counters: Counters): void {
    for (const workspaceId of this.#generations.keys()) this.#forget(workspaceId);
    this.#generations.clear();
    this.#loaded.clear();
    this.#meanwhile.clear();
    this.seq = counters.seq;
    this.lastOrigin = '';
    this.clockVersion = counters.clockVersion;
    this.workspacesVersion = counters.workspacesVersion;
    this.#draws = new Map(counters.draws);
    for (const { workspaceId, generation, tasks, tokens } of workspaces) {
      this.#generations.set(workspaceId, generation);
      for (const token of tokens) this.keys.add(token, workspaceId);
      for (const planned of tasks) this.tasks.plan(workspaceId, planned);
    }
  }

  /** Gives a workspace its own clock. */
  placeClock(workspaceId: WorkspaceId, position: ClockPosition): void {
    this.clocks.set(workspaceId, position);
    this.tasks.follow(workspaceId);
  }

  /** The ids of all workspaces, in order of creation. */
  get workspaces(): readonly WorkspaceId[] {
    return [...this.#generations.keys()];
  }

  get size(): number {
    return this.#generations.size;
  }

  has(workspaceId: WorkspaceId): boolean {
    return this.#generations.has(workspaceId);
  }

  /** The generation of a workspace's contents; empty if it does not exist. */
  generationOf(workspaceId: WorkspaceId): string {
    return this.#generations.get(workspaceId) ?? '';
  }

  /** How many decisions drew from a stream of the seed. */
  drawn(stream: string): number {
    return this.#draws.get(stream) ?? 0;
  }

  /** The contents of a workspace: empty if it does not exist, undefined if they must be loaded first. */
  contentsOf(workspaceId: WorkspaceId): LoadedWorkspace | undefined {
    if (!this.#generations.has(workspaceId)) return LoadedWorkspace.nowhere;
    return this.#loaded.get(workspaceId);
  }

  /** To be called before the contents of a workspace are requested. */
  beginLoad(workspaceId: WorkspaceId): void {
    this.#meanwhile.set(workspaceId, []);
  }

  /** Takes loaded contents, unless a commit has replaced them meanwhile. Undefined: the workspace does not exist. */
  endLoad(workspaceId: WorkspaceId, loaded: LoadedWorkspace | undefined): void {
    const meanwhile = this.#meanwhile.get(workspaceId);
    this.#meanwhile.delete(workspaceId);
    // Without the list, the world began again while it was loaded.
    if (loaded === undefined || meanwhile === undefined) return;
    for (const [change, seq] of meanwhile) loaded.apply(change, seq);
    const generation = this.#generations.get(workspaceId);
    if (generation === loaded.generation || loaded.loadedAt > this.seq) {
      this.#loaded.set(workspaceId, loaded);
    }
  }

  /** Applies a commit, and announces its events. Commits must come in the order of their numbers. */
  apply({ changes, firstEvent, host, origin, seq }: Commit): void {
    this.seq = seq;
    this.lastOrigin = origin;
    this.clocks.reached(host);
    let id = firstEvent;
    for (const one of changes) {
      this.#change(one, seq);
      for (const event of one.change.emit ?? []) this.events.record(id++, event);
    }
  }

  #change(one: ItemChange, seq: number): void {
    const { clock, drawn, dropped, plan, put, replaced, workspaceId } = one.change;
    for (const workspace of dropped ?? []) this.#drop(workspace, seq);
    for (const workspace of replaced ?? []) this.#replace(workspace, seq);
    if (clock !== undefined) this.#setClock(clock, seq);
    for (const [stream, count] of drawn ?? []) this.#draws.set(stream, count);
    if (workspaceId === undefined) return;
    this.#loaded.get(workspaceId)?.apply(one, seq);
    this.#meanwhile.get(workspaceId)?.push([one, seq]);
    for (const [kind, token, record] of put ?? []) {
      if (kind === 'key') this.keys.set(token, workspaceId, (record ?? undefined) !== undefined);
    }
    for (const planned of plan ?? []) this.tasks.plan(workspaceId, planned);
  }

  #setClock({ position, workspaceId }: NonNullable<Change['clock']>, seq: number): void {
    const begins = workspaceId !== null && !this.clocks.isOwn(workspaceId);
    this.clocks.set(workspaceId, position);
    if (begins) this.tasks.follow(workspaceId);
    this.clockVersion = String(seq);
    this.tasks.wake();
  }

  #forget(workspaceId: WorkspaceId): void {
    this.tasks.drop(workspaceId);
    this.keys.drop(workspaceId);
    this.clocks.set(workspaceId, null);
  }

  #unload(workspaceId: WorkspaceId, seq: number): void {
    const loaded = this.#loaded.get(workspaceId);
    // Loaded after that commit: it is the new contents already.
    if (loaded !== undefined && loaded.loadedAt < seq) this.#loaded.delete(workspaceId);
  }

  #drop(workspaceId: WorkspaceId, seq: number): void {
    this.#forget(workspaceId);
    this.#unload(workspaceId, seq);
    this.#generations.delete(workspaceId);
    this.workspacesVersion = String(seq);
    this.clockVersion = String(seq);
  }

  #replace({ clock, generation, tasks, tokens, workspaceId }: Replaced, seq: number): void {
    this.#forget(workspaceId);
    this.#unload(workspaceId, seq);
    this.#generations.set(workspaceId, generation ?? String(seq));
    this.clocks.set(workspaceId, clock);
    for (const token of tokens) this.keys.add(token, workspaceId);
    for (const planned of tasks) this.tasks.plan(workspaceId, planned);
    this.workspacesVersion = String(seq);
    this.clockVersion = String(seq);
  }
}
