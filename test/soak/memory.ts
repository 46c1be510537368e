/** A steady load in four quarters: what the process holds must not grow once it is warm. */
import { type Attack, createFailures, type Effort, type Outcome } from './attack.ts';
import { bytesOf, createJsonClient, openConnection } from './client.ts';
import { readEvents } from './events.ts';
import { demo } from './opening.ts';
import { createRandom } from './random.ts';
import { kindOf } from './shrink.ts';
import { startSubject } from './subject.ts';

/** Rounds of a full run; each is about 40 requests. */
const FULL = 8_000;
/**
 * How much more the end of the last quarter may hold than any quarter before. Not than the one before alone: the
 * resident memory goes up and down as V8 takes and returns pages.
 */
const GROWTH = { heap: 1.1, rss: 1.1 };
/** A short run is not warm: the process still takes memory that it will use again. */
const SHORT_GROWTH = { heap: 1.15, rss: 1.4 };
const SHORT_ROUNDS = 1_000;
/** Requests that fill the journal and the event log, whose sizes are bounded. */
const FILLING = 11_000;

const api = `/v1/${demo.workspace}`;
const control = `/_emulator/workspaces/${demo.workspace}`;

/** Runs so many rounds. */
export async function memory(rounds: number, { seed, signal, tell }: Effort): Promise<Outcome> {
  const random = createRandom(`memory ${seed}`);
  const failures = createFailures('memory');
  const subject = await startSubject();
  const client = createJsonClient(subject.port);
  const heap: number[] = [];
  const resident: number[] = [];
  let requests = 0;
  const send: typeof client.send = (...request) => {
    requests++;
    return client.send(...request);
  };

  async function fill(): Promise<void> {
    const connection = await openConnection(subject.port);
    const headers = [
      ['authorization', 'Bearer demo-key'],
      ['content-type', 'application/json'],
    ] as const;
    const body = Buffer.from('{"message":"filling"}');
    const target = `${api}/sessions/${demo.calls[0]}/inject`;
    const bytes = bytesOf({ method: 'POST', target, headers, body });
    for (let sent = 0; sent < FILLING && !signal.aborted; sent += 100) {
      await Promise.all(Array.from({ length: 100 }, () => connection.request(bytes, 'POST')));
    }
    connection.destroy();
    requests += FILLING;
  }

  /** What a test does: a workspace, a call, a session, a stream; and a client that does not wait. */
  async function round(number: number): Promise<void> {
    const { body: made } = await send('POST', '/_emulator/workspaces', { template: 'demo' });
    const ws = made.workspace_id as string;
    const at = `/_emulator/workspaces/${ws}`;
    const call_sid = `memory-${number}`;
    await send('POST', `${at}/calls`, { call_sid });
    const reader = await readEvents(subject.port, `${at}/calls/${call_sid}/events`);
    for (let times = 0; times < 10; times++) {
      await send('POST', `/v1/${ws}/sessions/${call_sid}/inject`, { message: `m${times}` });
    }
    const start = {
      service_id: demo.services[0],
      entity_id: demo.entities[0],
      channel_kind: 'web',
    };
    const { body: session } = await send('POST', `/v1/${ws}/sessions/start`, start);
    for (let times = 0; times < 3; times++) {
      await send('POST', `/v1/${ws}/conversations/${session.conversation_id}/turns`, {
        message: 'x',
      });
    }
    for (let times = 0; times < 10; times++) {
      await send('POST', `${api}/sessions/${random.pick(demo.calls)}/inject`, {
        message: `m${times}`,
      });
      await send('GET', `${api}/sessions/active`);
    }
    await send('POST', `${at}/faults`, { operation: 'inject', status: 503, times: 1 });
    await send('POST', `${control}/journal/verify`, {
      operation: 'inject',
      body: { message: 'm1' },
    });
    if (number % 20 === 0) {
      const impatient = await openConnection(subject.port);
      const headers = [
        ['authorization', 'Bearer demo-key'],
        ['prefer', 'delay=60000'],
      ] as const;
      impatient.write(
        bytesOf({
          method: 'GET',
          target: `${api}/sessions/active`,
          headers,
          body: Buffer.alloc(0),
        }),
      );
      setTimeout(() => impatient.destroy(), 20);
    }
    if (random.chance(0.5)) reader.leave();
    await send('DELETE', at);
    reader.leave();
  }

  try {
    await fill();
    const lanes = 4;
    const quarter = Math.max(1, Math.round(rounds / 4 / lanes));
    for (let at = 0; at < 4 && !signal.aborted; at++) {
      await Promise.all(
        Array.from({ length: lanes }, async (_, lane) => {
          for (let number = 0; number < quarter && !signal.aborted; number++) {
            await round((at * lanes + lane) * quarter + number);
            tell?.((at * quarter + number) * lanes, 4 * quarter * lanes);
          }
        }),
      );
      const { heapUsed, rss } = await subject.held();
      heap.push(heapUsed / 2 ** 20);
      resident.push(rss / 2 ** 20);
    }
  } catch (error) {
    failures.add(`a connection failed: ${(error as Error).message}`);
  }
  const growth = rounds < SHORT_ROUNDS ? SHORT_GROWTH : GROWTH;
  for (const [what, held, most] of [
    ['heap', heap, growth.heap],
    ['RSS', resident, growth.rss],
  ] as const) {
    const before = Math.max(...held.slice(0, 3));
    const last = held[3];
    if (last !== undefined && last > before * most) {
      failures.add(`${what} grew from ${before.toFixed(1)} to ${last.toFixed(1)} MB`);
    }
  }
  client.close();
  if (!(await subject.stop())) failures.add('SIGTERM did not end the process in 5 s');
  for (const error of subject.takeErrors()) failures.add(kindOf(error));
  const shown = (held: readonly number[]): string => held.map((mb) => mb.toFixed(1)).join(' → ');
  return {
    done: requests,
    failures: failures.all(),
    figures: { heap_mb: shown(heap), rss_mb: shown(resident) },
  };
}

/** The attack. */
export const memoryAttack: Attack = {
  name: 'memory',
  unit: 'requests',
  about: 'a steady load in four quarters; the last may hold at most 1.1 of the third',
  run: (effort) => memory(Math.max(40, Math.round(FULL * effort.scale)), effort),
};
