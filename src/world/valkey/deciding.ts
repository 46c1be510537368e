/** A rule that waits for its decision to be committed. */
import type { Contents, Decision, NextTask, Reads, Rule, WorkspaceId } from '../ports/store.ts';
import type { Batch } from './batch.ts';
import type { Change } from './change.ts';
import { taskField } from './fields.ts';
import { Operations, type OtherCheck, type VersionCheck } from './item.ts';
import { changesOf, ownersOf, replaceWith, sizeOf } from './item-of.ts';
import { LoadedWorkspace } from './loaded-workspace.ts';
import type { Contribution, Pending } from './pending.ts';
import { createMoment } from './shared-moment.ts';
import type { SharedWorld } from './shared-world.ts';
import { View } from './view.ts';

/** Contents of more records than this are written before the commit, in parts. */
const STAGED_FROM = 5_000;

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
  /** The streams of the seed that it drew from. */
  readonly streams: readonly string[];
  /** The generation under which the contents of a replacement were written before. */
  readonly generation: string | null;
}

/** A waiting decision. */
export class Deciding<R extends Reads, T> implements Pending {
  readonly #world: SharedWorld;
  readonly #question: Question<R, T>;
  #result: T | undefined;
  /** A decision whose contents were written before. */
  #staged: Decided<T> | undefined;
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
    try {
      return this.#decide(batch, contents);
    } catch (error) {
      this.#question.reject(error);
      return 'done';
    }
  }

  refused(): void {
    // Contents that were written for it are removed when the next world or workspace of that name is.
    this.#staged = undefined;
  }

  ignoreGone(): void {
    this.#asksOwners = false;
  }

  committed(): void {
    this.#question.resolve(this.#result as T);
  }

  failed(error: unknown): void {
    this.#question.reject(error);
  }

  /** Runs the rule, or takes the decision whose contents were written before. */
  #run(batch: Batch, view: View): Decided<T> {
    if (this.#staged !== undefined) return this.#staged;
    const { replica, seed, random } = this.#world;
    const { reads, rule, workspaceId } = this.#question;
    const { buildsOn, found, versions } = view.read(reads);
    const noted = createMoment({
      workspaceId,
      now: replica.clocks.now(workspaceId),
      worldNow: replica.clocks.now(null),
      workspaces: replica.size,
      random,
      seed,
      drawn: (stream) => replica.drawn(stream) + (batch.drawn(stream)?.count ?? 0),
    });
    const decision = rule(found, noted.moment);
    return { decision, versions, buildsOn, streams: noted.streams(), generation: null };
  }

  #decide(batch: Batch, contents: LoadedWorkspace): Contribution {
    const { replica } = this.#world;
    const { task, workspaceId } = this.#question;
    const view = batch.viewOf(workspaceId, contents);
    const decided = this.#run(batch, view);
    const { decision } = decided;
    this.#mustExist(contents, decision);
    if (needsStage(decision) && decided.generation === null) return this.#stage(decided);

    const checks: OtherCheck[] = [];
    const buildsOn = new Set(decided.buildsOn);
    const operations = new Operations();
    const drawn: [string, number][] = [];
    for (const stream of decided.streams) {
      const before = replica.drawn(stream);
      const earlier = batch.drawn(stream);
      checks.push(['draws', stream, before === 0 ? '' : String(before)]);
      if (earlier !== undefined) buildsOn.add(earlier.item);
      const count = before + (earlier?.count ?? 0) + 1;
      operations.add('drawn', stream, String(count));
      drawn.push([stream, count]);
    }
    const replaced = this.#replace(operations, decided);
    const plan = [...(decision.plan ?? [])];
    if (task !== undefined) {
      checks.push(['task', taskField(task.task), String(task.at)]);
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
      generation: contents.generation,
      versions: decided.versions,
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

  /** Writes the contents under a generation that nobody sees yet. */
  async #stage(decided: Decided<T>): Promise<void> {
    const contents = decided.decision.replace as Contents;
    const generation = await this.#world.stage(this.#question.workspaceId, contents);
    this.#staged = { ...decided, buildsOn: [], generation };
  }

  #replace(operations: Operations, { decision, generation }: Decided<T>): Change {
    const { workspaceId } = this.#question;
    const { replace } = decision;
    if (replace === undefined) return {};
    if (replace === null) {
      operations.add('drop', workspaceId);
      return { dropped: [workspaceId] };
    }
    const { positionOf } = this.#world;
    return { replaced: [replaceWith(operations, workspaceId, replace, generation, positionOf)] };
  }

  #mustExist({ generation }: LoadedWorkspace, { append, put, replace }: Decision<T>): void {
    // A rule must check that the workspace exists before it writes.
    const isThere = generation !== '' || (replace !== undefined && replace !== null);
    if (!isThere && (put !== undefined || append !== undefined)) {
      throw new Error(`no workspace ${this.#question.workspaceId}`);
    }
  }
}

/** Whether a decision has contents that are too large for one commit. */
function needsStage({ replace }: Decision<unknown>): boolean {
  return replace !== undefined && replace !== null && sizeOf(replace) > STAGED_FROM;
}
