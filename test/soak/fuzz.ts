/** Hostile requests over raw sockets against the built command: the log must hold no internal error. */
import { type Attack, createFailures, type Effort, type Outcome } from './attack.ts';
import { bystander } from './bystander.ts';
import {
  bytesOf,
  type Connection,
  createJsonClient,
  isWhole,
  openConnection,
  PATIENCE_MS,
  type WireRequest,
} from './client.ts';
import { openWorld, startFuzzed } from './fuzz-world.ts';
import { createNames, learn, shapeOf } from './known.ts';
import { demo, opening } from './opening.ts';
import { createRandom } from './random.ts';
import { kindOf, shrink } from './shrink.ts';
import { attackSocket, type SocketEnd } from './sockets.ts';
import { type InternalError, withoutSockets } from './subject.ts';

/** Requests of a full run. */
const FULL = 1_000_000;
const LANES = 24;
/** After so many requests the world is put back to what it was. */
const WORLD_LASTS = 1_500;
/** How many requests are remembered by their ids. */
const REMEMBERED = 16_384;
/** A run with so many processes lost is not worth going on with. */
const MOST_EXITS = 40;
/** How long other requests may wait for a response, in milliseconds. */
const LONGEST_BLOCK_MS = 2_000;

/** Runs so many requests. */
export async function fuzz(count: number, effort: Effort): Promise<Outcome> {
  const { seed, signal } = effort;
  const random = createRandom(`fuzz ${seed}`);
  const known = createNames();
  const failures = createFailures('fuzz');
  const figures = {
    closed: 0,
    streams: 0,
    sockets: 0,
    exits: 0,
    refused: 0,
    accepted: 0,
    longest_block_ms: 0,
  };
  const remembered = new Map<string, WireRequest>();
  const inFlight = new Map<string, WireRequest>();
  const shrinkBudgetMs = Math.min(20_000, 2_000 + 20_000 * effort.scale);
  const toShrink: { kind: string; suspects: WireRequest[] }[] = [];
  let done = 0;
  let sinceFresh = 0;
  let world = await openWorld(known, random);
  let stopped = false;

  function remember(request: WireRequest): string {
    const id = request.headers.find(([name]) => name === 'x-request-id')?.[1] ?? '';
    remembered.set(id, request);
    if (remembered.size > REMEMBERED) remembered.delete(remembered.keys().next().value as string);
    return id;
  }

  /** Takes what the log showed; a fault without an id belongs to the 500 that follows it. */
  function collect(): void {
    let fault: InternalError | undefined;
    for (const error of world.subject.takeErrors()) {
      if (error.kind === 'fault') {
        if (fault !== undefined) report(fault, fault.requestId);
        fault = error;
      } else if (error.kind === '500' && fault !== undefined) {
        report(fault, error.requestId);
        fault = undefined;
      } else report(error, error.requestId);
    }
    if (fault !== undefined) report(fault, fault.requestId);
  }
  function report(error: InternalError, requestId: string | undefined): void {
    const kind = kindOf(error);
    const request = requestId === undefined ? undefined : remembered.get(requestId);
    if (!failures.add(kind, request)) return;
    const suspects = request === undefined ? [...inFlight.values()] : [request];
    if (suspects.length > 0) toShrink.push({ kind, suspects });
  }

  let reviving: Promise<void> | undefined;
  /** A new process in place of one that ended. */
  function revive(): Promise<void> {
    reviving ??= (async () => {
      figures.exits++;
      // The log and the exit may still be on their way.
      await new Promise((resolve) => setTimeout(resolve, 50));
      collect();
      inFlight.clear();
      if (figures.exits >= MOST_EXITS) stopped = true;
      else world = await openWorld(known, random);
      reviving = undefined;
    })();
    return reviving;
  }

  /** Puts the world back to what it was at the start, and its clock to the host's time. */
  async function refresh(): Promise<void> {
    const client = createJsonClient(world.subject.port);
    try {
      const put = await client.send('PUT', '/_emulator/snapshot', world.pristine);
      if (put.status !== 200)
        failures.add(
          `the first snapshot cannot be put back: ${put.status} ${JSON.stringify(put.body).slice(0, 200)}`,
        );
      const clock = { mode: 'real', speed: 1, now: new Date().toISOString() };
      for (const path of ['', `/workspaces/${demo.workspace}`]) {
        const set = await client.send('PUT', `/_emulator${path}/clock`, clock);
        // Another request may have removed the workspace again.
        const isGone = path !== '' && set.status === 404;
        if (set.status !== 200 && !isGone) failures.add(`the clock cannot be set: ${set.status}`);
      }
      const taken = await client.send('GET', '/_emulator/snapshot');
      if (taken.status === 200) world.snapshot = taken.body;
      known.workspace_id.splice(4);
    } catch (error) {
      if (world.subject.alive())
        failures.add(`the world cannot be put back: ${(error as Error).message}`);
    } finally {
      client.close();
    }
  }

  /** What may hold a response back is taken away; whether the response comes now. */
  async function comesAfterAll(pending: Promise<unknown>): Promise<boolean> {
    await refresh();
    const client = createJsonClient(world.subject.port);
    try {
      await client.send('POST', '/_emulator/clock/advance', { seconds: 100_000 });
      for (const id of new Set(known.workspace_id)) {
        await client.send('POST', `/_emulator/workspaces/${id}/clock/advance`, {
          seconds: 100_000,
        });
      }
    } catch {
      return false;
    } finally {
      client.close();
    }
    return Promise.race([
      pending.then(() => true),
      new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 2_000)),
    ]);
  }

  async function send(connection: Connection, requests: readonly WireRequest[]): Promise<void> {
    // One that says a wrong length takes those behind it for its body.
    const firstWrong = requests.findIndex((one) => !isWhole(one));
    await Promise.all(
      requests.map(async (request, at) => {
        const id = remember(request);
        inFlight.set(id, request);
        const whole = firstWrong === -1 || at < firstWrong;
        const pending = connection.request(
          bytesOf(request),
          request.method,
          whole ? PATIENCE_MS * 3 : 150,
        );
        let timer: NodeJS.Timeout | undefined;
        const first = await Promise.race([
          pending,
          new Promise<'late'>((resolve) => {
            timer = setTimeout(() => resolve('late'), PATIENCE_MS);
          }),
        ]);
        clearTimeout(timer);
        if (first === 'late') {
          if (world.subject.alive() && !(await comesAfterAll(pending))) {
            failures.add(
              `no response in ${PATIENCE_MS / 1000} s: ${request.method} ${shapeOf(request.target)}`,
              request,
            );
          }
          connection.destroy();
        } else if (first === 'closed') figures.closed++;
        else if (first !== 'silent') {
          if (first.status >= 400) figures.refused++;
          else figures.accepted++;
          if (first.headers['content-type']?.startsWith('text/event-stream')) figures.streams++;
          if (first.status < 300)
            learn(known, request.target, first.body.toString('latin1', 0, 600));
        }
        if (first === 'silent') connection.destroy();
        inFlight.delete(id);
        done++;
        sinceFresh++;
      }),
    );
    if (firstWrong !== -1) connection.destroy();
  }

  /** A WebSocket: opened, sent frames, and left. */
  async function sendFrames(): Promise<void> {
    const { handshake, answered, ended } = attackSocket(
      world.subject.port,
      known,
      random,
      `f-${seed}-${number++}`,
    );
    const id = remember(handshake);
    inFlight.set(id, handshake);
    let end: SocketEnd = await answered;
    // A fault rule may delay it.
    if (end === 'late' && world.subject.alive() && (await comesAfterAll(ended))) end = 'refused';
    if (end === 'opened') {
      figures.sockets++;
      end = await ended;
    }
    if ((end === 'late' || end === 'not closed') && world.subject.alive()) {
      failures.add(`a WebSocket is ${end}: ${shapeOf(handshake.target)}`, handshake);
    }
    inFlight.delete(id);
    done++;
    sinceFresh++;
  }

  let number = 0;
  const request = (): WireRequest => world.next(`f-${seed}-${number++}`);
  async function lane(): Promise<void> {
    let connection = await openConnection(world.subject.port);
    while (done < count && !signal.aborted && !stopped) {
      effort.tell?.(done, count);
      if (!world.subject.alive()) await revive();
      if (stopped) break;
      if (sinceFresh >= WORLD_LASTS) {
        sinceFresh = 0;
        await refresh();
        collect();
      }
      if (!connection.usable()) connection = await openConnection(world.subject.port);
      const luck = random.next();
      if (luck < 0.02) {
        // Half a request, and away: at once, or by closing the writing half.
        const half = bytesOf(request());
        connection.write(half.subarray(0, 1 + random.below(half.length)));
        if (random.chance(0.5)) connection.socket.end();
        await new Promise((resolve) => setImmediate(resolve));
        connection.destroy();
        done++;
      } else if (luck < 0.04) await sendFrames();
      else if (luck < 0.1) {
        await send(connection, Array.from({ length: 2 + random.below(5) }, request));
      } else await send(connection, [request()]);
    }
    connection.destroy();
  }

  const watching = bystander(
    () => world.subject,
    () => stopped || signal.aborted,
    (ms) => {
      figures.longest_block_ms = Math.max(figures.longest_block_ms, ms);
      if (ms <= LONGEST_BLOCK_MS || !world.subject.alive()) return;
      const what = `everybody waited for more than ${LONGEST_BLOCK_MS} ms`;
      failures.add(what, [...inFlight.values()][0]);
    },
  );
  for (const one of opening()) {
    if (!world.subject.alive()) await revive();
    const connection = await openConnection(world.subject.port);
    await send(connection, [one]);
    connection.destroy();
  }
  collect();
  await refresh();
  await Promise.all(Array.from({ length: LANES }, lane));
  stopped = true;
  await watching;
  collect();
  if (world.subject.alive()) {
    const held = await withoutSockets(world.subject);
    if (held.sockets > 0) failures.add(`${held.sockets} sockets are left`);
    Object.assign(figures, {
      heap_mb: Math.round(held.heapUsed / 2 ** 20),
      rss_mb: Math.round(held.rss / 2 ** 20),
    });
    if (!(await world.subject.stop())) failures.add('SIGTERM did not end the process in 5 s');
  }
  collect();
  for (const { kind, suspects } of toShrink.slice(0, 25)) {
    if (signal.aborted) break;
    const smallest = await shrink(suspects, kind, shrinkBudgetMs, startFuzzed);
    if (smallest !== undefined) failures.shrunk(kind, smallest);
  }
  return { done, failures: failures.all(), figures };
}

/** The attack. */
export const fuzzAttack: Attack = {
  name: 'fuzz',
  unit: 'requests',
  about: 'hostile requests over raw sockets; no internal error, no exit, a response to each',
  run: (effort) => fuzz(Math.round(FULL * effort.scale), effort),
};
