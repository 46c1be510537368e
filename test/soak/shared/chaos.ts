/** What goes wrong while a shared world is raced over. The same seed makes the same schedule. */
import type { LossyProxy } from '../../helpers/lossy-proxy.ts';
import type { Redis } from '../../helpers/redis-server.ts';
import type { Failures } from '../attack.ts';
import { createRandom } from '../random.ts';
import { after, type Cluster, type Member } from './cluster.ts';

/** How often each thing went wrong. */
export interface Troubles {
  killed: number;
  stopped: number;
  connections_killed: number;
  server_killed: number;
  replies_lost: number;
  stalls: number;
}

const TICK_MS = 1_000;

/** Starts the troubles. `stop` ends them and repairs everything; `stopMs` is how long a process is stopped. */
export function startChaos(
  cluster: Cluster,
  redis: Redis,
  proxy: LossyProxy,
  seed: string,
  stopMs: number,
  failures: Failures,
): { readonly troubles: Troubles; stop(): Promise<void> } {
  const random = createRandom(`chaos ${seed}`);
  const troubles: Troubles = {
    killed: 0,
    stopped: 0,
    connections_killed: 0,
    server_killed: 0,
    replies_lost: 0,
    stalls: 0,
  };
  let isOver = false;
  const repairs = new Set<Promise<unknown>>();
  const repair = (work: Promise<unknown>): void => {
    const done = work
      .catch((error) =>
        failures.add(`what was broken is not repaired: ${(error as Error).message}`),
      )
      .finally(() => repairs.delete(done));
    repairs.add(done);
  };

  async function kill(victim: Member): Promise<void> {
    troubles.killed++;
    await victim.kill();
    await victim.restart();
  }
  async function pause(victim: Member): Promise<void> {
    troubles.stopped++;
    victim.pause();
    for (const until = Date.now() + stopMs; Date.now() < until && !isOver; ) await after(50);
    victim.resume();
  }
  async function stall(ms: number, isRefusal: boolean): Promise<void> {
    troubles.stalls++;
    if (isRefusal) proxy.refuse();
    else proxy.stall();
    await after(ms);
    if (isRefusal) proxy.accept();
    else proxy.flow();
  }
  async function killConnections(): Promise<void> {
    troubles.connections_killed++;
    // The server may be away, or starting.
    for (const type of ['normal', 'pubsub']) {
      await redis.command('CLIENT', 'KILL', 'TYPE', type).catch(() => undefined);
    }
  }
  async function killServer(): Promise<void> {
    troubles.server_killed++;
    await redis.kill();
    await after(100);
    await redis.restart();
  }

  function tick(second: number): void {
    const candidates = cluster.members.filter(({ state }) => state === 'serves');
    const victim = random.pick(candidates);
    // One always serves. What a tick does depends on the seed; whom it meets, on who serves.
    if (candidates.length > 1) repair(second % 20 === 3 ? pause(victim) : kill(victim));
    if (second % 4 === 2) repair(killConnections());
    if (second % 7 === 5) repair(killServer());
    if (second % 9 === 3) repair(stall(200 + random.below(600), random.chance(0.5)));
  }
  async function run(): Promise<void> {
    for (let second = 1; !isOver; second++) {
      await after(TICK_MS);
      if (isOver) return;
      tick(second);
      proxy.dropReplies(1 + random.below(5));
    }
  }
  const running = run();
  return {
    troubles,
    async stop() {
      isOver = true;
      await running;
      proxy.dropReplies(0);
      while (repairs.size > 0) await Promise.all(repairs);
      troubles.replies_lost = proxy.dropped;
    },
  };
}
