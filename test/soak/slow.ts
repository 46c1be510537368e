/** Clients that send slowly, or nothing: each is served or gets a 408, and others are served meanwhile. */
import { execFileSync } from 'node:child_process';
import { type Attack, createFailures, type Effort, type Failures, type Outcome } from './attack.ts';
import { bytesOf, type Connection, createJsonClient, openConnection } from './client.ts';
import { demo } from './opening.ts';
import { kindOf } from './shrink.ts';
import { startSubject } from './subject.ts';

/** Idle connections of a full run. */
const FULL = 10_000;
/** Descriptors that are needed for other things. */
const SPARE = 1_000;
/** 99 of 100 requests of a normal client have their response within so many milliseconds. */
const P99_MS = 250;
/** The same in a short run, which may share its machine with other tests. */
const SHARED_P99_MS = 1_000;
/** The server gives a head 10 s and a request 30 s; it looks once a second. */
const LATEST_MS = 36_000;

/** How many files a process may have open; Node has raised its own limit as far as it goes, and children inherit it. */
function openFiles(): number {
  const said = execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim();
  return said === 'unlimited' ? Infinity : Number(said);
}

interface Slowly {
  readonly what: string;
  readonly bytes: Buffer;
  readonly everyMs: number;
  /** Which statuses are right. */
  readonly statuses: readonly number[];
}

const body = Buffer.from('{"message":"slow"}');
const target = `/v1/${demo.workspace}/sessions/${demo.calls[0]}/inject`;
const headers = [
  ['authorization', 'Bearer demo-key'],
  ['content-type', 'application/json'],
] as const;
const wholeRequest = bytesOf({ method: 'POST', target, headers, body });
const headLength = wholeRequest.length - body.length;

/** Sends the bytes one by one. */
async function drip(
  port: number,
  slowly: Slowly,
  signal: AbortSignal,
  failures: Failures,
): Promise<void> {
  const connection = await openConnection(port);
  const { bytes, everyMs, statuses, what } = slowly;
  const ended = connection.request(bytes.subarray(0, 1), 'POST', LATEST_MS);
  let at = 1;
  const timer = setInterval(() => {
    if (at >= bytes.length || !connection.usable() || signal.aborted) return clearInterval(timer);
    connection.write(bytes.subarray(at, ++at));
  }, everyMs);
  const how = await ended;
  clearInterval(timer);
  connection.destroy();
  if (signal.aborted) return;
  const found = typeof how === 'string' ? how : how.status;
  if (typeof found === 'number' && statuses.includes(found)) return;
  failures.add(`${what}: expected ${statuses.join(' or ')}, found ${found}`);
}

/** The attack, with so many idle connections; `patient` also waits for what the server gives up on. */
export async function slow(
  idle: number,
  patient: boolean,
  { signal, tell }: Effort,
): Promise<Outcome> {
  const failures = createFailures('slow');
  const figures: Record<string, string | number> = {};
  const room = openFiles() - SPARE;
  const wanted = Math.max(0, Math.min(idle, room));
  if (wanted < idle) {
    figures.scaled_down = `${wanted} of ${idle} idle connections: the limit of open files (ulimit -n) is ${room + SPARE}`;
  }
  const subject = await startSubject();
  const client = createJsonClient(subject.port);
  const connections: Connection[] = [];
  const waits: number[] = [];
  let over = false;

  async function normalClient(): Promise<void> {
    while (!over && !signal.aborted && subject.alive()) {
      const began = performance.now();
      try {
        const { status } = await client.send('POST', target, { message: 'x' });
        if (status !== 200) failures.add(`a normal client gets ${status}`);
      } catch (error) {
        failures.add(`a normal client gets no response: ${(error as Error).message}`);
        return;
      }
      waits.push(performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  const normal = normalClient();
  for (let opened = 0; opened < wanted && !signal.aborted; opened += 200) {
    const some = Array.from({ length: Math.min(200, wanted - opened) }, () =>
      openConnection(subject.port),
    );
    connections.push(...(await Promise.all(some)));
    tell?.(connections.length, wanted);
  }
  const broken = connections.filter((one) => !one.usable()).length;
  if (broken > 0) failures.add(`${broken} of ${wanted} idle connections were not accepted`);

  const drips: Slowly[] = [
    { what: 'a head byte by byte', bytes: wholeRequest, everyMs: 2, statuses: [200, 408] },
    { what: 'a body byte by byte', bytes: wholeRequest, everyMs: 5, statuses: [200, 408] },
    ...(patient
      ? [
          {
            what: 'a head that takes too long',
            bytes: wholeRequest.subarray(0, headLength - 4),
            everyMs: 200,
            statuses: [408],
          },
          {
            what: 'a body that takes too long',
            bytes: wholeRequest.subarray(0, -1),
            everyMs: 20,
            statuses: [408],
          },
        ]
      : []),
  ];
  await Promise.all(
    drips.flatMap((one) =>
      Array.from({ length: 20 }, () => drip(subject.port, one, signal, failures)),
    ),
  );
  // One of each hundred that stayed idle still takes a request.
  for (let at = 0; at < connections.length && !patient; at += 100) {
    const how = await (connections[at] as Connection).request(wholeRequest, 'POST');
    if (typeof how === 'string' || how.status !== 200)
      failures.add('an idle connection takes no request');
  }
  over = true;
  await normal;
  for (const one of connections) one.destroy();
  client.close();
  waits.sort((a, b) => a - b);
  const bound = patient ? P99_MS : SHARED_P99_MS;
  const p99 = waits[Math.floor(waits.length * 0.99)] ?? Number.NaN;
  Object.assign(figures, { idle: wanted, normal_p99_ms: p99.toFixed(1), bound_ms: bound });
  if (!(p99 <= bound))
    failures.add(`the p99 of a normal client is ${p99.toFixed(1)} ms; the bound is ${bound} ms`);
  if (!(await subject.stop())) failures.add('SIGTERM did not end the process in 5 s');
  for (const error of subject.takeErrors()) failures.add(kindOf(error));
  return { done: wanted + drips.length * 20, failures: failures.all(), figures };
}

/** The attack. */
export const slowAttack: Attack = {
  name: 'slow',
  unit: 'connections',
  about: 'heads and bodies byte by byte, 10,000 idle connections, and a normal client among them',
  run: (effort) => slow(effort.scale >= 0.1 ? FULL : 1_000, effort.scale >= 0.1, effort),
};
