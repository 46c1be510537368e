/** Load on a server: many connections, each asking again as soon as it is answered (autocannon). */
import { createRequire } from 'node:module';
import { type Asked, headersOf } from './client.ts';
import type { Server } from './process.ts';
import { median } from './statistics.ts';

/** The part of autocannon's result that is read here; the package brings no types. */
interface Shot {
  readonly duration: number;
  readonly errors: number;
  readonly timeouts: number;
  readonly statusCodeStats: Readonly<Record<string, { readonly count: number }>>;
}
interface ShotOptions {
  readonly url: string;
  readonly connections: number;
  readonly duration?: number;
  readonly amount?: number;
  readonly requests: readonly {
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
  }[];
}
type Autocannon = (options: ShotOptions) => Promise<Shot>;

/** Required, not imported: it has no types that an import would find. */
const autocannon = () => createRequire(import.meta.url)('autocannon') as Autocannon;

/** What a server did under load. */
export interface Load {
  readonly perSecond: number;
  /** The processor time of the server for each request, in microseconds. */
  readonly microseconds: number;
  /** How much of one processor the server used: at 1 a server of one thread can do no more. */
  readonly busy: number;
  /** The same of the client: at 1 it is the client that can do no more. */
  readonly clientBusy: number;
}

/** How to load. */
export interface LoadOptions {
  readonly connections: number;
  readonly seconds?: number;
  readonly amount?: number;
  /** The only status that answers may have. */
  readonly status?: number;
}

/** Loads it with these requests in turn. Throws when an answer was another than the expected. */
export async function load(
  server: Server,
  asked: readonly Asked[],
  { connections, seconds, amount, status = 200 }: LoadOptions,
): Promise<Load> {
  const shoot = autocannon();
  const before = server.processorSeconds();
  const ownBefore = process.cpuUsage();
  const began = performance.now();
  const shot = await shoot({
    url: server.url,
    connections,
    ...(seconds !== undefined && { duration: seconds }),
    ...(amount !== undefined && { amount }),
    requests: asked.map((one) => ({ ...one, headers: headersOf(one) })),
  });
  const wall = (performance.now() - began) / 1000;
  const used = server.processorSeconds() - before;
  const own = process.cpuUsage(ownBefore);
  const { [String(status)]: expected, ...others } = shot.statusCodeStats;
  if (expected === undefined || Object.keys(others).length > 0 || shot.errors + shot.timeouts > 0) {
    const seen = JSON.stringify(shot.statusCodeStats);
    throw new Error(`not only ${status}: ${seen}, ${shot.errors} errors, ${shot.timeouts} late`);
  }
  return {
    perSecond: expected.count / shot.duration,
    microseconds: (used / expected.count) * 1e6,
    busy: used / wall,
    clientBusy: (own.user + own.system) / 1e6 / wall,
  };
}

/** One figure of several loads. */
export const pick = (loads: readonly Load[], of: keyof Load): number[] =>
  loads.map((one) => one[of]);

/** Below this a server had time left: something else was the limit. */
const AT_ITS_LIMIT = 0.9;

/** Who was at work while it was measured, for a note; and whether all the servers were at their limit. */
export function busyNote(names: Readonly<Record<string, readonly Load[]>>): string {
  const idle: string[] = [];
  const parts = Object.entries(names).map(([name, loads]) => {
    const [server, client] = [median(pick(loads, 'busy')), median(pick(loads, 'clientBusy'))];
    if (server < AT_ITS_LIMIT) idle.push(name);
    return `${name} ${server.toFixed(2)} (client ${client.toFixed(2)})`;
  });
  const doubt =
    idle.length === 0
      ? ''
      : `; **not at its limit: ${idle.join(', ')}**, so this ratio says little: see processor time`;
  return `processors in use: ${parts.join(', ')}${doubt}`;
}
