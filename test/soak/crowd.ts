/** A thousand live subscribers, and streams whose readers go away: all receive, and nothing of them is left. */
import { type Attack, createFailures, type Effort, type Failures, type Outcome } from './attack.ts';
import { createJsonClient, type JsonClient } from './client.ts';
import { type EventReader, readEvents } from './events.ts';
import { demo } from './opening.ts';
import { createRandom } from './random.ts';
import { kindOf } from './shrink.ts';
import { type Held, type Subject, startSubject } from './subject.ts';

/** Subscribers and streams of a full run, however long it is. */
const FULL = 1_000;
const MESSAGES = 20;
/** How much memory a crowd may leave behind, in bytes: about what the journal and the event log may keep of it. */
const KEPT_BYTES = 20 * 2 ** 20;
/** How long the process may take to let go, in milliseconds. */
const LETS_GO_MS = 10_000;

const calls = `/_emulator/workspaces/${demo.workspace}/calls`;
const api = `/v1/${demo.workspace}`;

/** Looks until it holds or the time is over. */
async function soon(holds: () => Promise<boolean>, timeoutMs = LETS_GO_MS): Promise<boolean> {
  for (const until = Date.now() + timeoutMs; Date.now() < until; ) {
    if (await holds()) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return holds();
}

/** Whether the process holds no more sockets and not much more memory than before. */
async function letsGo(
  subject: Subject,
  client: JsonClient,
  before: Held,
  what: string,
  failures: Failures,
): Promise<number> {
  let held = before;
  // The socket that it listens on, and those of the client that asks.
  const own = (): number => client.open();
  const done = await soon(async () => {
    held = await subject.held();
    return held.sockets <= own() && held.heapUsed - before.heapUsed < KEPT_BYTES;
  });
  if (!done && held.sockets > own()) {
    failures.add(`${what}: ${held.sockets - own()} sockets are left`);
  }
  const kept = held.heapUsed - before.heapUsed;
  if (kept >= KEPT_BYTES)
    failures.add(`${what}: ${(kept / 2 ** 20).toFixed(1)} MB of heap are left`);
  return Math.max(0, kept) / 2 ** 20;
}

/** Subscribers spread over so many calls receive every event once, in order. */
async function listen(
  subject: Subject,
  client: JsonClient,
  subscribers: number,
  callCount: number,
  failures: Failures,
): Promise<number> {
  const sids = Array.from(
    { length: callCount },
    (_, at) => `crowd-${subscribers}-${callCount}-${at}`,
  );
  for (const call_sid of sids) await client.send('POST', calls, { call_sid });
  const readers = await Promise.all(
    Array.from({ length: subscribers }, (_, at) =>
      readEvents(subject.port, `${calls}/${sids[at % callCount]}/events`),
    ),
  );
  const refused = readers.filter(({ status }) => status !== 200);
  if (refused.length > 0) failures.add(`${refused.length} of ${subscribers} streams are refused`);
  const began = performance.now();
  for (let number = 0; number < MESSAGES; number++) {
    await Promise.all(
      sids.map((sid) =>
        client.send('POST', `${api}/sessions/${sid}/inject`, { message: String(number) }),
      ),
    );
  }
  const expected = Array.from({ length: MESSAGES }, (_, number) => String(number)).join();
  const received = ({ events }: EventReader): string =>
    events.map(({ data }) => data.message).join();
  const each = await Promise.all(
    readers.map(async (reader) => {
      await reader.until(() => reader.events.length >= MESSAGES, 20_000);
      return received(reader) === expected;
    }),
  );
  const ms = performance.now() - began;
  const wrong = each.filter((isRight) => !isRight).length;
  if (wrong > 0)
    failures.add(
      `${wrong} of ${subscribers} subscribers on ${callCount} calls did not receive each event once`,
    );
  for (const reader of readers) reader.leave();
  const gone = await soon(async () => {
    const { body } = await client.send('GET', calls);
    return (body as { call_sid: string; subscribers: unknown[] }[])
      .filter(({ call_sid }) => sids.includes(call_sid))
      .every((call) => call.subscribers.length === 0);
  });
  if (!gone) failures.add(`subscribers on ${callCount} calls are still there after they have left`);
  for (const sid of sids) await client.send('POST', `${calls}/${sid}/end`);
  return ms;
}

/** Streams of turns: half of their readers go away, the others read to the end. */
async function turns(
  subject: Subject,
  client: JsonClient,
  count: number,
  failures: Failures,
  random: { chance(probability: number): boolean },
): Promise<number> {
  const script = {
    rules: [
      {
        match: { contains: 'slow' },
        reply: { text: 'one two three four five', token_delay_ms: 20 },
      },
    ],
  };
  await client.send('PUT', `/_emulator/workspaces/${demo.workspace}/script`, script);
  let left = 0;
  const body = JSON.stringify({ message: 'slow' });
  const headers = { authorization: 'Bearer demo-key', 'content-type': 'application/json' };
  const [first] = demo.services;
  const start = { service_id: first, entity_id: demo.entities[0], channel_kind: 'web' };
  const { body: session } = await client.send('POST', `${api}/sessions/start`, start);
  const path = `${api}/conversations/${session.conversation_id}/turns/stream`;
  await Promise.all(
    Array.from({ length: count }, async () => {
      const reader = await readEvents(subject.port, path, { method: 'POST', headers, body });
      if (reader.status !== 200)
        return void failures.add(`a stream of a turn is refused with ${reader.status}`);
      if (random.chance(0.5)) {
        left++;
        return reader.leave();
      }
      await reader.until(() => reader.over(), 20_000);
      const ends = reader.events.filter(({ event }) => event === 'done').length;
      if (ends !== 1) failures.add(`a stream of a turn ended with ${ends} done events`);
      const text = reader.events
        .filter(({ event }) => event === 'token')
        .map(({ data }) => data.text)
        .join('');
      if (text.trim() !== 'one two three four five')
        failures.add('a stream of a turn lost or doubled tokens');
    }),
  );
  return left;
}

/** The whole of it with so many subscribers and streams. */
export async function crowd(count: number, { seed, signal }: Effort): Promise<Outcome> {
  const random = createRandom(`crowd ${seed}`);
  const failures = createFailures('crowd');
  const subject = await startSubject();
  const client = createJsonClient(subject.port);
  const figures: Record<string, string | number> = {};
  let done = 0;
  const mb = (bytes: number): string => bytes.toFixed(1);
  try {
    // Everything that is loaded when it is first needed, and caches: not the crowd's.
    const warm = Math.min(50, count);
    await listen(subject, client, warm, 1, failures);
    await turns(subject, client, warm, failures, random);
    const before = await subject.held();
    figures.one_call_ms = Math.round(await listen(subject, client, count, 1, failures));
    done += count;
    figures.kept_mb_one_call = mb(await letsGo(subject, client, before, 'one call', failures));
    if (!signal.aborted) {
      const spread = Math.max(2, count / 10);
      figures.spread_ms = Math.round(await listen(subject, client, count, spread, failures));
      done += count;
      figures.kept_mb_spread = mb(await letsGo(subject, client, before, 'spread', failures));
    }
    if (!signal.aborted) {
      figures.left = await turns(subject, client, count, failures, random);
      done += count;
      await client.send('POST', `/_emulator/workspaces/${demo.workspace}/reset`);
      figures.kept_mb_turns = mb(await letsGo(subject, client, before, 'turns', failures));
      const watchers = await Promise.all(
        Array.from({ length: count }, () => readEvents(subject.port, '/_emulator/events')),
      );
      const timed = async (): Promise<number> => {
        const began = performance.now();
        for (let at = 0; at < 200; at++) await client.send('GET', `${api}/sessions/active`);
        return (performance.now() - began) / 200;
      };
      for (const watcher of watchers.filter((_, at) => at % 2 === 0)) watcher.leave();
      await client.send('POST', `${api}/sessions/${demo.calls[0]}/inject`, { message: 'all' });
      for (const watcher of watchers.filter((_, at) => at % 2 === 1)) {
        const came = await watcher.until(() =>
          watcher.events.some(({ data }) => data.type === 'injection.delivered'),
        );
        if (!came) failures.add('a stream of events misses one that happened');
        watcher.leave();
      }
      done += count;
      figures.kept_mb_events = mb(await letsGo(subject, client, before, 'events', failures));
      // A listener that stayed would be asked at each request.
      figures.ms_per_request_after = (await timed()).toFixed(2);
    }
  } catch (error) {
    failures.add(`a connection failed: ${(error as Error).message}`);
  }
  client.close();
  if (!(await subject.stop())) failures.add('SIGTERM did not end the process in 5 s');
  for (const error of subject.takeErrors()) failures.add(kindOf(error));
  return { done, failures: failures.all(), figures };
}

/** The attack. */
export const crowdAttack: Attack = {
  name: 'crowd',
  unit: 'streams',
  about:
    'a thousand live subscribers on one call and spread, a thousand streams half of which disconnect',
  run: (effort) => crowd(effort.scale >= 0.1 ? FULL : 100, effort),
};
