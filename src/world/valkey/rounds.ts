/**
 * Sends what waits to the server, one batch at a time: while a batch is on its way, the next one gathers. After
 * each reply this process knows all commits so far; what was refused is decided again.
 */
import { Batch } from './batch.ts';
import { type OwnChanges, readCommit } from './change.ts';
import { type Announcement, argumentsOf, changesOfBatch, type Item, type Note } from './item.ts';
import type { Contribution, Pending } from './pending.ts';
import type { Replica } from './replica.ts';

/** The most parts of a batch. */
const PARTS = 500;
/** The most texts of a batch, and their characters, unless one part alone has more. */
const TEXTS = 50_000;
const CHARACTERS = 4_000_000;
/** How often a decision may be refused. Only a mistake of ours refuses it so often: each time, another was applied. */
const REFUSALS_MOST = 10_000;
/** How often work is refused because of the same process that is gone, before it no longer asks for it. */
const REFUSED_MOST = 5;

/** What the rounds need. */
export interface RoundsParts {
  readonly replica: Replica;
  /** The number of this process. */
  readonly process: number;
  /** Sends a batch, again if its reply was lost. `texts` are the arguments of its items. Rejects when the server is away. */
  send(batch: number, host: number, beats: boolean, texts: readonly string[]): Promise<Reply>;
  /** This process has missed commits that are no longer kept: reads everything again. */
  reopen(): Promise<void>;
  /** Removes the live subscribers of a process that is gone. */
  bury(process: number): Promise<void>;
}

/** The reply to a batch: the commits that this process has not seen, and a result for each item. */
export interface Reply {
  /** The number of the last commit, which is the batch's own if anything of it was applied. */
  readonly seq: number;
  readonly missed: readonly unknown[];
  /** There are more commits that this process has not seen, and nothing of the batch was applied. */
  readonly isBehind: boolean;
  readonly results: readonly string[];
}

/** A batch that was gathered, with who waits for its parts. */
interface Gathered {
  readonly items: Item[];
  readonly announcements: Announcement[];
  readonly notes: Note[];
  /** In the order of the items. */
  readonly deciders: Pending[];
  /** Those whose part is always applied. */
  readonly others: Pending[];
}

/** The part of waiting work. Work that fails to make one has failed for good. */
function askedFor(pending: Pending, batch: Batch): Contribution {
  try {
    return pending.contribute(batch);
  } catch (error) {
    pending.failed(error);
    return 'done';
  }
}

/** The rounds. */
export class Rounds {
  readonly #parts: RoundsParts;
  #queue: Pending[] = [];
  #batch = 0;
  #isRunning = false;
  #beats = false;
  readonly #refusals = new WeakMap<Pending, number>();

  constructor(parts: RoundsParts) {
    this.#parts = parts;
  }

  /** Adds work to the next batch. */
  add(pending: Pending): void {
    this.#queue.push(pending);
    if (this.#isRunning) return;
    this.#isRunning = true;
    queueMicrotask(() => {
      this.#run().catch((error: unknown) => {
        this.#isRunning = false;
        this.fail(error);
      });
    });
  }

  /** The next batch tells the server that this process is alive. */
  beat(): void {
    this.#beats = true;
  }

  /** Fails all waiting work. */
  fail(error: unknown): void {
    for (const pending of this.#queue.splice(0)) pending.failed(error);
  }

  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      const gathered = this.#gather();
      const all = [...gathered.deciders, ...gathered.others];
      if (all.length === 0) continue;
      try {
        await this.#round(gathered);
      } catch (error) {
        for (const pending of all) pending.failed(error);
        this.fail(error);
      }
    }
    this.#isRunning = false;
  }

  /** Asks all waiting work for its part. */
  #gather(): Gathered {
    const batch = new Batch();
    const gathered: Gathered = {
      items: [],
      announcements: [],
      notes: [],
      deciders: [],
      others: [],
    };
    const { announcements, deciders, items, notes, others } = gathered;
    const later: Pending[] = [];
    let [texts, characters] = [0, 0];
    for (const pending of this.#queue.splice(0)) {
      if (deciders.length + others.length > PARTS || texts > TEXTS || characters > CHARACTERS) {
        later.push(pending);
        continue;
      }
      const part = askedFor(pending, batch);
      if (part === 'done') continue;
      if (part === 'later') later.push(pending);
      else if (part === 'barrier') others.push(pending);
      else if (part instanceof Promise) this.#addAfter(part, pending);
      else if ('announced' in part) {
        announcements.push(part);
        others.push(pending);
      } else if ('noted' in part) {
        notes.push(part);
        others.push(pending);
      } else {
        batch.next++;
        texts += part.operations.texts.length;
        characters += part.operations.characters;
        items.push(part);
        deciders.push(pending);
      }
    }
    this.#queue.unshift(...later);
    return gathered;
  }

  #addAfter(work: Promise<void>, pending: Pending): void {
    work.then(
      () => this.add(pending),
      (error: unknown) => pending.failed(error),
    );
  }

  async #round(gathered: Gathered): Promise<void> {
    const { process, replica, send } = this.#parts;
    const { announcements, deciders, items, notes, others } = gathered;
    if (items.length + announcements.length + notes.length > 0) this.#batch++;
    const own = changesOfBatch(gathered);
    const host = replica.clocks.host();
    const beats = this.#beats;
    this.#beats = false;
    const origin = `${process}.${this.#batch}`;
    const texts = argumentsOf(gathered);
    // A batch of barriers has no number of its own: the number is that of the one before, whose reply may be lost.
    const isOwn = (of: string): boolean => own.size > 0 && of === origin;
    let reply: Reply;
    do {
      reply = await send(this.#batch, host, beats, texts);
      await this.#catchUp(reply.missed, (of) => (isOwn(of) ? own : undefined));
    } while (reply.isBehind);
    if (reply.seq > replica.seq) {
      const changes = [...own].flatMap(([item, change]) =>
        item > items.length || reply.results[item - 1] === '1' ? [{ item, change }] : [],
      );
      const firstEvent = replica.events.lastId + 1;
      replica.apply({ seq: reply.seq, origin, firstEvent, host, changes });
    }
    this.#settle(deciders, reply.results);
    for (const pending of others) pending.committed();
  }

  /** Applies the commits of others, and an own one whose reply was lost. */
  async #catchUp(
    missed: readonly unknown[],
    ownChanges: (origin: string) => OwnChanges | undefined,
  ): Promise<void> {
    const { replica, reopen } = this.#parts;
    for (const entry of missed) {
      const commit = readCommit(entry, ownChanges);
      if (commit.seq <= replica.seq) continue;
      if (commit.seq > replica.seq + 1) return reopen();
      replica.apply(commit);
    }
  }

  /** Tells the work what became of it. What was refused is asked again, with what is known now. */
  #settle(deciders: readonly Pending[], results: readonly string[]): void {
    const again: Pending[] = [];
    for (const [index, pending] of deciders.entries()) {
      const result = results[index] ?? '0';
      if (result === '1') {
        pending.committed();
        continue;
      }
      pending.refused?.();
      const times = (this.#refusals.get(pending) ?? 0) + 1;
      this.#refusals.set(pending, times);
      if (times > REFUSALS_MOST) pending.failed(new Error(`refused ${times} times`));
      else if (result === '0') again.push(pending);
      else this.#afterBurying(Number(result.slice('gone '.length)), pending, times);
    }
    this.#queue.unshift(...again);
  }

  /** Asks again once the live subscribers of a process that is gone are removed. */
  #afterBurying(process: number, pending: Pending, times: number): void {
    if (times > REFUSED_MOST) pending.ignoreGone?.();
    this.#addAfter(this.#parts.bury(process), pending);
  }
}
