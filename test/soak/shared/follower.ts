/** A client of event streams that comes back, on any process, with `Last-Event-ID`. */
import type { ClientRequest } from 'node:http';
import { type EventReader, type Received, readEvents } from '../events.ts';
import type { Random } from '../random.ts';
import { after, type Cluster, type Member } from './cluster.ts';

/** How a follower's stream is over: with the reason that the stream gave, because it left, or because nothing is there. */
export type FollowerEnd = 'call ended' | 'detached' | 'left' | 'not found';

/** A client that follows one stream. */
export interface Follower {
  /** All that it received, over all connections. */
  readonly received: readonly Received[];
  /** The ids that it was given as a subscriber: more than one when it came back too late to resume. */
  readonly names: readonly string[];
  /** When it asked for the stream as a new subscriber, one time for each name, by `performance.now`. */
  readonly asked: readonly number[];
  /** How often it came back. */
  readonly returns: number;
  /** Whether it was told to leave, or not to come back. */
  readonly isLeaving: boolean;
  /** How it ended; undefined while it goes on. */
  readonly end: FollowerEnd | undefined;
  /** Whether its connection broke, and it ended before it was back: it may have missed something. */
  readonly missedTheEnd: boolean;
  /** Resolves once it has ended. */
  readonly over: Promise<void>;
  /** Resolves with whether the condition holds, looked at again often, within the time. */
  until(condition: () => boolean, timeoutMs: number): Promise<boolean>;
  /** Does not come back after the end of this connection: for a subscriber that is being detached. */
  stay(): void;
  /** Closes its connection for good. */
  leave(): void;
}

const GOES_ON = 'goes on';
/** The longest time that a timer takes. */
const FOREVER_MS = 2 ** 31 - 1;

/** Why a stream ended, by its last comment. */
function endOf(reader: EventReader): FollowerEnd | typeof GOES_ON {
  const said = reader.lastComment() ?? '';
  if (said.includes('the call ended')) return 'call ended';
  if (said.includes('was detached')) return 'detached';
  return GOES_ON;
}

/**
 * Follows a stream. It resolves once the first connection is open, or it has ended. `home`: the process to read from
 * whenever that one serves; default: any.
 */
export async function follow(
  cluster: Cluster,
  path: string,
  random: Random,
  home?: Member,
): Promise<Follower> {
  const received: Received[] = [];
  const names: string[] = [];
  const asked: number[] = [];
  let reader: EventReader | undefined;
  let [lastId, returns, staying, leaving, broke]: [
    string | undefined,
    number,
    boolean,
    boolean,
    boolean,
  ] = [undefined, 0, false, false, false];
  let end: FollowerEnd | undefined;

  /** Opens one connection and reads it. Returns how the follower ended, if it did. */
  async function connect(opened: () => void): Promise<FollowerEnd | undefined> {
    const member = home?.state === 'serves' ? home : await cluster.pick(random);
    const began = performance.now();
    let request: ClientRequest | undefined;
    // From a stopped process nothing comes, not even the end. Half of those that read wait, half go elsewhere.
    const stop = member.onTrouble((state) => {
      const isOpen = current !== undefined;
      if (state === 'stopped' && (!isOpen || random.chance(0.5))) request?.destroy();
    });
    let current: EventReader | undefined;
    try {
      current = await readEvents(member.port, path, {
        headers: lastId === undefined ? {} : { 'last-event-id': lastId },
        into: received,
        onRequest: (sent) => {
          request = sent;
        },
      });
      return await read(current, began, opened);
    } catch {
      return undefined;
    } finally {
      stop();
    }
  }

  /** Reads a connection to its end. Returns how the follower ended, if it did. */
  async function read(
    current: EventReader,
    began: number,
    opened: () => void,
  ): Promise<FollowerEnd | undefined> {
    if (current.status === 404) return 'not found';
    if (current.status !== 200) return undefined;
    reader = current;
    const name = /^ ?subscriber ([^,]+)/.exec(current.comment() ?? '')?.[1];
    if (name !== undefined && name !== names.at(-1)) {
      names.push(name);
      asked.push(began);
    }
    broke = false;
    opened();
    await current.until(() => current.over(), FOREVER_MS);
    lastId = current.lastId() ?? lastId;
    reader = undefined;
    const how = endOf(current);
    if (how !== GOES_ON) return how;
    broke = true;
    return undefined;
  }

  const state = { opened: (): void => undefined };
  const first = new Promise<void>((resolve) => {
    state.opened = resolve;
  });
  async function run(): Promise<void> {
    while (end === undefined) {
      const how = await connect(state.opened);
      if (how !== undefined) end = how;
      else if (leaving || staying) end = 'left';
      else {
        returns++;
        await after(20);
      }
    }
    state.opened();
  }
  const over = run();
  await first;
  const follower: Follower = {
    received,
    names,
    asked,
    get returns() {
      return returns;
    },
    get isLeaving() {
      return staying || leaving;
    },
    get end() {
      return end;
    },
    get missedTheEnd() {
      return broke && end !== undefined;
    },
    over,
    async until(condition, timeoutMs) {
      for (const until = Date.now() + timeoutMs; !condition(); ) {
        if (Date.now() > until) return false;
        await after(10);
      }
      return true;
    },
    stay() {
      staying = true;
    },
    leave() {
      leaving = true;
      reader?.leave();
    },
  };
  return follower;
}
