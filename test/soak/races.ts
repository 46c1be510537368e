/**
 * Joins, leaves, injections and the end of a call, all at once: each accepted event is received exactly once
 * by each subscriber that was there, or waits and drains once, or expires.
 */
import { type Attack, createFailures, type Effort, type Failures, type Outcome } from './attack.ts';
import { createJsonClient, type JsonClient } from './client.ts';
import { type EventReader, readEvents } from './events.ts';
import { demo } from './opening.ts';
import { createRandom, type Random } from './random.ts';
import { kindOf } from './shrink.ts';
import { startSubject } from './subject.ts';

/** Races of a full run. */
const FULL = 30_000;
/** Calls that are raced over side by side. */
const LANES = 8;
const ROUNDS = 6;
/** How long what is due may still take. A run that fails anyway does not wait as long each time. */
const settleMs = (failures: Failures): number => (failures.count() < 20 ? 5_000 : 200);

/** A live subscriber, through all connections that it had. */
interface Live {
  readonly subscriberId: string;
  reader: EventReader;
  /** What its earlier connections received. */
  readonly before: string[];
  /** How it left: by closing its connection, by the control plane, or not at all. */
  left: 'socket' | 'detached' | undefined;
}

interface Accepted {
  readonly message: string;
  readonly status: 'delivered' | 'queued_no_subscriber';
}

interface Injection {
  readonly event_id: string;
  readonly message: string;
  readonly status: 'delivered' | 'queued' | 'expired';
  readonly queued: boolean;
  readonly delivered_to: readonly string[];
}

const receivedBy = ({ before, reader }: Live): string[] => [
  ...before,
  ...reader.events.filter(({ event }) => event === 'injection').map(({ data }) => data.message),
];

/** One call from its start to its end, raced over. */
async function raceOver(
  callSid: string,
  client: JsonClient,
  port: number,
  random: Random,
  failures: Failures,
): Promise<void> {
  const at = `/_emulator/workspaces/${demo.workspace}/calls/${callSid}`;
  const inject = `/v1/${demo.workspace}/sessions/${callSid}/inject`;
  const placed = await client.send('POST', at.slice(0, at.lastIndexOf('/')), { call_sid: callSid });
  if (placed.status !== 201) return void failures.add(`a call cannot be placed: ${placed.status}`);
  const lives: Live[] = [];
  const simulated: string[] = [];
  const accepted: Accepted[] = [];
  let messages = 0;
  let joined = 0;

  const say = async (): Promise<void> => {
    const message = `${callSid} ${messages++}`;
    const { body, status } = await client.send('POST', inject, { message });
    if (status === 200) accepted.push({ message, status: body.status });
    else if (status !== 404) failures.add(`an injection is refused with ${status}`);
  };
  const join = async (): Promise<void> => {
    const reader = await readEvents(port, `${at}/events`);
    if (reader.status === 404) return;
    const subscriberId = /^ ?subscriber (.+)$/.exec(reader.comment() ?? '')?.[1];
    if (reader.status !== 200 || subscriberId === undefined) {
      return void failures.add(`a stream is refused, or does not say who it is: ${reader.status}`);
    }
    lives.push({ subscriberId, reader, before: [], left: undefined });
  };
  const leave = async (): Promise<void> => {
    const live = lives.find((one) => one.left === undefined);
    if (live === undefined) return;
    live.left = random.chance(0.5) ? 'socket' : 'detached';
    if (live.left === 'socket') return live.reader.leave();
    const { status } = await client.send('DELETE', `${at}/subscribers/${live.subscriberId}`);
    if (status !== 204 && status !== 404) failures.add(`a detachment is refused with ${status}`);
  };
  /** Comes back by a new connection while the old one is still open, which closes afterwards. */
  const resume = async (): Promise<void> => {
    const live = lives.find((one) => one.left === undefined);
    const seen = live?.reader.events.filter(({ event }) => event === 'injection') ?? [];
    const last = seen.at(-1)?.id;
    if (live === undefined || last === undefined) return;
    const old = live.reader;
    live.left = 'socket';
    const reader = await readEvents(port, `${at}/events`, { headers: { 'last-event-id': last } });
    old.leave();
    if (reader.status !== 200) return;
    const subscriberId = /^ ?subscriber (.+)$/.exec(reader.comment() ?? '')?.[1] ?? '';
    if (subscriberId !== live.subscriberId) {
      lives.push({ subscriberId, reader, before: [], left: undefined });
      return;
    }
    live.before.push(...seen.map(({ data }) => data.message));
    live.reader = reader;
    live.left = undefined;
  };
  const attach = async (): Promise<void> => {
    const id = `agent-${joined++}`;
    const { status } = await client.send('POST', `${at}/subscribers`, { subscriber_id: id });
    if (status === 201) simulated.push(id);
    else if (status !== 404) failures.add(`an agent is refused with ${status}`);
  };
  const detach = async (): Promise<void> => {
    const id = simulated.shift();
    if (id !== undefined) await client.send('DELETE', `${at}/subscribers/${id}`);
  };
  const moves = [say, say, say, join, join, leave, resume, attach, detach];

  for (let round = 0; round < ROUNDS; round++) {
    const batch = Array.from({ length: 3 + random.below(6) }, () => random.pick(moves));
    const end = (): Promise<unknown> => client.send('POST', `${at}/end`);
    const racing: (() => Promise<unknown>)[] =
      round === ROUNDS - 1 ? [say, ...batch, end, say] : batch;
    await Promise.all(racing.map((move) => move()));
  }
  await check((await client.send('GET', at)).body.injections, lives, accepted, failures);
  for (const { reader } of lives) reader.leave();
}

/** Holds what everybody received against the call's record. */
async function check(
  injections: readonly Injection[],
  lives: readonly Live[],
  accepted: readonly Accepted[],
  failures: Failures,
): Promise<void> {
  const byMessage = new Map(injections.map((one) => [one.message, one]));
  if (byMessage.size !== injections.length) failures.add('an event is in the record twice');
  // What a reader that closed its connection did not receive may wait again.
  const someoneClosed = lives.some((one) => one.left === 'socket');
  for (const { message, status } of accepted) {
    const kept = byMessage.get(message);
    if (kept === undefined) {
      failures.add('an accepted event is not in the record');
      continue;
    }
    if (kept.status === 'queued') failures.add('an event of an ended call still waits');
    if (status === 'delivered' && kept.status !== 'delivered' && !someoneClosed) {
      failures.add(`an event said to be delivered is ${kept.status}`);
    }
    if (status === 'queued_no_subscriber' && !kept.queued)
      failures.add('an event said to be queued never was');
    if (kept.queued && kept.delivered_to.length > 1)
      failures.add('a queued event drained to more than one');
  }
  if (injections.length !== accepted.length) failures.add('a refused event is in the record');

  await Promise.all(
    lives.map(async (live) => {
      const due = injections
        .filter(({ delivered_to }) => delivered_to.includes(live.subscriberId))
        .map(({ message }) => message);
      if (live.left !== 'socket') {
        const all = await live.reader.until(
          () => receivedBy(live).length >= due.length,
          settleMs(failures),
        );
        if (!all)
          failures.add(
            `a live subscriber misses events that were delivered to it${live.left === undefined ? '' : ' before it was detached'}`,
          );
        if (!(await live.reader.until(() => live.reader.over(), settleMs(failures)))) {
          failures.add(
            live.left === undefined
              ? 'the stream of an ended call does not end'
              : 'the stream of a detached subscriber does not end',
          );
        }
      }
      const received = receivedBy(live);
      if (new Set(received).size !== received.length)
        failures.add('a live subscriber received an event twice');
      if (received.some((message) => !due.includes(message))) {
        failures.add(
          'a live subscriber received an event that the record does not say was delivered to it',
        );
      }
      const inOrder = due.filter((message) => received.includes(message));
      if (received.join() !== inOrder.join() && received.every((one) => due.includes(one))) {
        failures.add('a live subscriber received events out of order');
      }
    }),
  );
}

/** Runs so many races. */
export async function races(count: number, { seed, signal, tell }: Effort): Promise<Outcome> {
  const failures = createFailures('races');
  const subject = await startSubject();
  const client = createJsonClient(subject.port);
  let calls = 0;
  let done = 0;
  async function lane(number: number): Promise<void> {
    const random = createRandom(`races ${seed} ${number}`);
    while (done < count && !signal.aborted && subject.alive()) {
      try {
        await raceOver(`race-${calls++}`, client, subject.port, random, failures);
      } catch (error) {
        failures.add(
          `a connection failed: ${(error as Error).message.replace(/race-\d+/g, '{call_sid}')}`,
        );
        if (failures.count() > 200) return;
      }
      done += ROUNDS;
      tell?.(done, count);
    }
  }
  await Promise.all(
    Array.from({ length: Math.min(LANES, Math.ceil(count / ROUNDS)) }, (_, at) => lane(at)),
  );
  client.close();
  if (!(await subject.stop())) failures.add('SIGTERM did not end the process in 5 s');
  for (const error of subject.takeErrors()) failures.add(kindOf(error));
  return { done, failures: failures.all(), figures: { calls } };
}

/** The attack. */
export const racesAttack: Attack = {
  name: 'races',
  unit: 'races',
  about: 'join, leave, resume, inject and end over one call at once; each event exactly once',
  run: (effort) => races(Math.round(FULL * effort.scale), effort),
};
