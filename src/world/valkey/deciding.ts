/** A rule that waits for its decision to be committed. */

import type { Contents, Decision, NextTask, Reads, Rule, WorkspaceId } from '../ports/store.ts';
import { taskKey } from '../task-key.ts';
import type { Batch } from './batch.ts';
import type { Change } from './change.ts';
import { Operations, type OtherCheck, type VersionCheck } from './item.ts';
import { changesOf, ownersOf, replaceWith, sizeOf } from './item-of.ts';
import { LoadedWorkspace } from './loaded-workspace.ts';
import type { Contribution, Pending } from './pending.ts';
import { createMoment } from './shared-moment.ts';
import type { SharedWorld } from './shared-world.ts';
import { View } from './view.ts';

/** Contents of more records than this are written before the commit, in parts. */
const STAGED_FROM = 5_000;
/** Up to this many, they are written in the commit if they were written before and refused so often. */
const STAGED_ALWAYS_FROM = 100_000;
const STAGED_REFUSED_MOST = 3;

/** A rule and who waits for its result. */
export interface Question<R extends Reads, T> {
  readonly workspaceId: WorkspaceId;
  readonly reads: R;
  readonly rule: Rule<R, T>;
  /** The task that it performs: it must still be planned. */
  readonly task?: NextTask;
  resolve(result: T): void;
  reject(error: unknown): void;
  /** Called instead of `resolve` if the task is no longer planned. */
  missed?(): void;
}

/** A decision with what it depends on. */
interface Decided<T> {
  readonly decision: Decision<T>;
  readonly versions: readonly VersionCheck[];
  readonly buildsOn: readonly number[];
  /** The streams of the seed that it drew from, each with the number of decisions that had drawn from it. */
  readonly streams: readonly (readonly [stream: string, drawn: number])[];
  /** The generation of the contents that it was decided on. */
  readonly generation: string;
  /** The generation under which the contents of a replacement were written before. */
  readonly staged: string | null;
}

/** A waiting decision. */
export class Deciding<R extends Reads, T> implements Pending {
  readonly #world: SharedWorld;
  readonly #question: Question<R, T>;
  #result: T | undefined;
  /** What the rule threw, in a list; undefined if it threw nothing. */
  #thrown: readonly [unknown] | undefined;
  /** A decision whose contents were written before. */
  #staged: Decided<T> | undefined;
  /** How often such a decision was refused: whoever writes for long loses each race against those who do not. */
  #refusedStaged = 0;
  #asksOwners = true;

  constructor(world: SharedWorld, question: Question<R, T>) {
    this.#world = world;
    this.#question = question;
  }

  contribute(batch: Batch): Contribution {
    const { replica } = this.#world;
    const { workspaceId, task } = this.#question;
    if (batch.isClosed(workspaceId)) return 'later';
    if (task !== undefined && !replica.tasks.isPlanned(workspaceId, task)) {
      this.#question.missed?.();
      return 'done';
    }
    const contents = replica.contentsOf(workspaceId);
    if (contents === undefined) return this.#world.load(workspaceId);
    return this.#decide(batch, contents);
  }

  refused(): void {
    if (this.#staged === undefined) return;
    // The server removes the contents that were written for it.
    this.#staged = undefined;
    this.#refusedStaged++;
  }

  ignoreGone(): void {
    this.#asksOwners = false;
  }

  committed(): void {
    if (this.#thrown === undefined) this.#question.resolve(this.#result as T);
    else this.#question.reject(this.#thrown[0]);
  }

  failed(error: unknown): void {
    this.#question.reject(error);
  }

  /** Runs the rule, or takes the decision whose contents were written before. */
  #run(batch: Batch, view: View): Decided<T> {
    if (this.#staged !== undefined) return this.#staged;
    const { replica, seed, random } = this.#world;
    const drawn = (stream: string) => replica.drawn(stream) + (batch.drawn(stream)?.count ?? 0);
    const { reads, rule, workspaceId } = this.#question;
    const { buildsOn, found, versions } = view.read(reads);
    const noted = createMoment({
      workspaceId,
      now: replica.clocks.now(workspaceId),
      worldNow: replica.clocks.now(null),
      workspaces: replica.size,
      random,
      seed,
      drawn,
    });
    const decision = this.#tried(() => {
      const decided = rule(found, noted.moment);
      mustExist(workspaceId, view.contents, decided);
      return decided;
    });
    const streams = noted.streams().map((stream) => [stream, drawn(stream)] as const);
    const { generation } = view.contents;
    return { decision, versions, buildsOn, streams, generation, staged: null };
  }

  /** What the rule threw is only thrown once it is known that it did not read something old. */
  #tried(rule: () => Decision<T>): Decision<T> {
    try {
      this.#thrown = undefined;
      return rule();
    } catch (error) {
      this.#thrown = [error];
      return { result: undefined as T };
    }
  }

  #decide(batch: Batch, contents: LoadedWorkspace): Contribution {
    const { task, workspaceId } = this.#question;
    const view = batch.viewOf(workspaceId, contents);
    const decided = this.#run(batch, view);
    const { decision } = decided;
    if (this.#needsStage(decision)) {
      // It is committed in a later batch than it was decided in, so it must not depend on others of either.
      if (batch.next > 1) return 'later';
      if (decided.staged === null) return this.#stage(decided);
    }

    const checks: OtherCheck[] = [];
    const buildsOn = new Set(decided.buildsOn);
    const operations = new Operations();
    const drawn: [string, number][] = [];
    for (const [stream, count] of decided.streams) {
      const earlier = batch.drawn(stream);
      const before = count - (earlier?.count ?? 0);
      checks.push(['draws', stream, before === 0 ? '' : String(before)]);
      if (earlier !== undefined) buildsOn.add(earlier.item);
      operations.add('drawn', stream, String(count + 1));
      drawn.push([stream, count + 1]);
    }
    const versions = [...decided.versions];
    if (decision.replace === undefined) {
      // The order of creation, counts and live subscribers depend on what was there before, read or not.
      const overwritten = view.overwritten(decision);
      versions.push(...overwritten.versions);
      for (const one of overwritten.buildsOn) buildsOn.add(one);
    }
    const replaced = this.#replace(operations, decided);
    const plan = [...(decision.plan ?? [])];
    if (task !== undefined) {
      checks.push(['task', taskKey(task.task), String(task.at)]);
      plan.unshift({ task: task.task, at: null });
    }
    const before = decision.replace === undefined ? view : new View(LoadedWorkspace.nowhere);
    const changes = changesOf(operations, workspaceId, before, { ...decision, plan });
    const change = { ...replaced, ...changes, ...(drawn.length > 0 && { drawn }) };

    const item = batch.next;
    for (const [stream] of drawn) batch.draw(stream, item);
    if (decision.replace === undefined) view.write(item, decision);
    else batch.close(workspaceId);
    this.#result = decision.result;
    return {
      workspaceId,
      generation: decided.generation,
      versions,
      checks,
      buildsOn: [...buildsOn],
      owners:
        decision.emit !== undefined && this.#asksOwners
          ? this.#world.others(ownersOf(view, decision.emit))
          : [],
      change: operations.count > 0 || change.emit !== undefined ? change : undefined,
      operations,
    };
  }

  /** Whether a decision has contents that are written before the commit. */
  #needsStage({ replace }: Decision<T>): boolean {
    if (replace === undefined || replace === null) return false;
    const isRefused = this.#refusedStaged >= STAGED_REFUSED_MOST;
    return sizeOf(replace) > (isRefused ? STAGED_ALWAYS_FROM : STAGED_FROM);
  }

  /** Writes the contents under a generation that nobody sees yet. */
  async #stage(decided: Decided<T>): Promise<void> {
    const contents = decided.decision.replace as Contents;
    const staged = await this.#world.stage(this.#question.workspaceId, contents);
    this.#staged = { ...decided, staged };
  }

  #replace(operations: Operations, { decision, staged }: Decided<T>): Change {
    const { workspaceId } = this.#question;
    const { replace } = decision;
    if (replace === undefined) return {};
    if (replace === null) {
      operations.add('drop', workspaceId);
      return { dropped: [workspaceId] };
    }
    const { positionOf } = this.#world;
    return { replaced: [replaceWith(operations, workspaceId, replace, staged, positionOf)] };
  }
}

/** A rule must check that the workspace exists before it writes. */
function mustExist(
  workspaceId: WorkspaceId,
  { generation }: LoadedWorkspace,
  { append, put, replace }: Decision<unknown>,
): void {
  const isThere = generation !== '' || (replace !== undefined && replace !== null);
  if (!isThere && (put !== undefined || append !== undefined)) {
    throw new Error(`no workspace ${workspaceId}`);
  }
}
