/**
 * Three processes over one real server race over calls, sessions and clocks, while processes, connections, replies and
 * the server are lost: no accepted event is lost, doubled or out of order, and all processes see the same world.
 */
import { startLossyProxy } from '../../helpers/lossy-proxy.ts';
import { hasRedis, startRedis } from '../../helpers/redis-server.ts';
import {
  type Attack,
  createFailures,
  type Effort,
  type Failures,
  type Outcome,
} from '../attack.ts';
import { createRandom } from '../random.ts';
import { kindOf } from '../shrink.ts';
import { type CallRun, injectionsOf, ROUNDS, raceOver } from './calls.ts';
import { startChaos, type Troubles } from './chaos.ts';
import { checkCall, emptyTally } from './check-call.ts';
import { checkEnded, type Ended, raceClock } from './clocks.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { departures } from './departures.ts';
import { readAllEvents } from './numbered-events.ts';
import { checkPairs, racePair } from './pairs.ts';

/** Races of a full run. */
const FULL = 10_000;
const PROCESSES = 3;
/** Races side by side. */
const LANES = 12;
/** How long a process is stopped: longer than the 10 s after which the others take it for dead. */
const STOPPED_MS = 15_000;

/** What the races left to be checked. */
interface Raced {
  readonly calls: CallRun[];
  readonly conversations: string[];
  readonly ended: Ended[];
}

/** Runs so many races, side by side. */
async function race(
  cluster: Cluster,
  count: number,
  { seed, signal, tell }: Effort,
  failures: Failures,
): Promise<Raced & { readonly done: number }> {
  const raced: Raced = { calls: [], conversations: [], ended: [] };
  let done = 0;
  let names = 0;
  async function lane(number: number): Promise<void> {
    const random = createRandom(`shared ${seed} ${number}`);
    while (done < count && !signal.aborted && failures.count() < 200) {
      tell?.(done, count);
      const choice = random.next();
      try {
        if (choice < 0.1) {
          const conversation = await racePair(cluster, random, failures);
          if (conversation !== undefined) raced.conversations.push(conversation);
          done++;
        } else if (choice < 0.15) {
          raced.ended.push(await raceClock(cluster, random, failures));
          done++;
        } else {
          raced.calls.push(await raceOver(cluster, `shared-${names++}`, random, failures));
          done += ROUNDS;
        }
      } catch (error) {
        failures.add(
          `a race could not go on: ${(error as Error).message.replace(/shared-\d+/g, '{call_sid}')}`,
        );
      }
    }
  }
  await Promise.all(Array.from({ length: LANES }, (_, at) => lane(at)));
  return { ...raced, done };
}

/** Races in a cluster, with whatever goes wrong meanwhile, and checks the result. */
export async function raceIn(
  cluster: Cluster,
  count: number,
  effort: Effort,
  failures: Failures,
  troubles: () => { stop(): Promise<void> },
): Promise<{ readonly done: number; readonly figures: Outcome['figures'] }> {
  const random = createRandom(`checks ${effort.seed}`);
  const readers = await readAllEvents(cluster, 0);
  const chaos = troubles();
  const { calls, conversations, done, ended } = await race(cluster, count, effort, failures);
  await chaos.stop();

  const events = await readers.finish(failures);
  const tally = emptyTally();
  for (const run of calls) {
    const record = await injectionsOf(cluster, random, run.callSid);
    checkCall(run, record, events, failures, tally);
  }
  checkPairs(conversations, events, failures);
  for (const one of ended) checkEnded(one, events, failures);
  return {
    done,
    figures: {
      calls: calls.length,
      pairs: conversations.length,
      clocks: ended.length,
      events: events.size,
      ...tally,
    },
  };
}

/** Runs so many races over a real server. `stoppedMs`: how long a process is stopped. */
export async function shared(
  count: number,
  effort: Effort,
  stoppedMs = STOPPED_MS,
): Promise<Outcome> {
  if (!hasRedis) {
    return { done: 0, failures: [], figures: { skipped: 'no redis-server or valkey-server' } };
  }
  const failures = createFailures('shared');
  const redis = await startRedis({ appendOnly: true });
  const proxy = await startLossyProxy(redis.url);
  const cluster = await startCluster(PROCESSES, ['--store', proxy.url]);
  let troubles: Troubles | undefined;
  try {
    const { done, figures } = await raceIn(cluster, count, effort, failures, () => {
      const chaos = startChaos(cluster, redis, proxy, effort.seed, stoppedMs, failures);
      troubles = chaos.troubles;
      return chaos;
    });
    const gone = await departures(cluster, stoppedMs >= STOPPED_MS, failures).catch((error) => {
      failures.add(`departures: ${(error as Error).message.replace(/\d+/g, 'N')}`);
      return {};
    });
    if (!(await cluster.stop())) failures.add('SIGTERM did not end a process in 5 s');
    for (const error of cluster.errors()) failures.add(kindOf(error));
    return { done, failures: failures.all(), figures: { ...figures, ...troubles, ...gone } };
  } finally {
    await cluster.stop();
    await proxy.stop();
    await redis.stop();
  }
}

/** The attack. */
export const sharedAttack: Attack = {
  name: 'shared',
  unit: 'races',
  about:
    'three processes over one Redis or Valkey server, which all may die: each event exactly once',
  run: (effort) => shared(Math.round(FULL * effort.scale), effort),
};
