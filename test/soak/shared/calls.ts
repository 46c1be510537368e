/** Races over one call from its start to its end, by clients of several processes. */
import type { Failures } from '../attack.ts';
import { demo } from '../opening.ts';
import type { Random } from '../random.ts';
import { createRandom } from '../random.ts';
import { after, type Cluster } from './cluster.ts';
import { type Follower, follow } from './follower.ts';

/** Rounds of one call: in each, several moves are made at once. */
export const ROUNDS = 6;
/** How long what is due may still take: a process that is stopped for 15 s may hold it. */
const SETTLES_MS = 30_000;

/** A message that was sent, and what its response said. */
export interface Said {
  readonly message: string;
  readonly outcome: 'delivered' | 'queued_no_subscriber' | 'refused' | 'unknown';
}

/** A call that was raced over. */
export interface CallRun {
  readonly callSid: string;
  readonly said: readonly Said[];
  readonly followers: readonly Follower[];
}

/** An event in a call's record. */
export interface Injection {
  readonly event_id: string;
  readonly message: string;
  readonly status: 'delivered' | 'queued' | 'expired';
  readonly queued: boolean;
  readonly delivered_to: readonly string[];
}

/** The calls of the workspace that is raced over. */
export const calls = `/_emulator/workspaces/${demo.workspace}/calls`;

/** The messages that a follower received, in its order. */
export const messagesOf = (one: Follower): string[] =>
  one.received.filter(({ event }) => event === 'injection').map(({ data }) => data.message);

/** Reads the record of a call. */
export async function injectionsOf(
  cluster: Cluster,
  random: Random,
  callSid: string,
): Promise<readonly Injection[]> {
  const { body, status } = await cluster.insist(random, 'GET', `${calls}/${callSid}`);
  if (status !== 200) throw new Error(`the record of ${callSid} cannot be read: ${status}`);
  return body.injections;
}

/** Waits until the followers that are still there have received all that the record says was delivered to them. */
async function settled(
  cluster: Cluster,
  random: Random,
  { callSid, followers }: CallRun,
): Promise<boolean> {
  for (const until = Date.now() + SETTLES_MS; Date.now() < until; await after(50)) {
    const record = await injectionsOf(cluster, random, callSid);
    const holds = followers
      .filter(({ end }) => end === undefined)
      .every((one) => {
        const received = new Set(messagesOf(one));
        return record
          .filter(({ delivered_to }) => delivered_to.some((name) => one.names.includes(name)))
          .every(({ message }) => received.has(message));
      });
    if (holds) return true;
  }
  return false;
}

/** Races over one call. */
export async function raceOver(
  cluster: Cluster,
  callSid: string,
  random: Random,
  failures: Failures,
): Promise<CallRun> {
  const at = `${calls}/${callSid}`;
  const inject = `/v1/${demo.workspace}/sessions/${callSid}/inject`;
  const said: Said[] = [];
  const followers: Follower[] = [];
  const simulated: string[] = [];
  const run: CallRun = { callSid, said, followers };
  let isEnding = false;
  const ask = (method: string, path: string, body?: unknown) =>
    cluster.ask(random, method, path, body);
  const placed = await cluster.insist(random, 'POST', calls, { call_sid: callSid });
  // 409: an attempt without a response had its effect.
  if (placed.status !== 201 && placed.status !== 409) {
    failures.add(`a call cannot be placed: ${placed.status}`);
  }

  let messages = 0;
  async function say(): Promise<void> {
    const message = `${callSid} ${messages++}`;
    const answer = await ask('POST', inject, { message });
    if (answer === 'unknown') said.push({ message, outcome: 'unknown' });
    else if (answer.status === 200) said.push({ message, outcome: answer.body.status });
    else {
      said.push({ message, outcome: 'refused' });
      if (!isEnding || answer.status !== 404) {
        failures.add(`an injection into an active call is refused with ${answer.status}`);
      }
    }
  }
  async function join(): Promise<void> {
    const name = `${callSid} ${followers.length}`;
    followers.push(await follow(cluster, `${at}/events`, createRandom(name)));
  }
  async function leave(): Promise<void> {
    const one = followers.find(({ end, isLeaving }) => end === undefined && !isLeaving);
    if (one === undefined) return;
    if (random.chance(0.5)) return one.leave();
    one.stay();
    const answer = await ask('DELETE', `${at}/subscribers/${one.names.at(-1)}`);
    if (answer === 'unknown' || answer.status === 404) return one.leave();
    if (answer.status !== 204) failures.add(`a detachment is refused with ${answer.status}`);
  }
  async function attach(): Promise<void> {
    const id = `agent-${callSid}-${messages}-${simulated.length}`;
    const answer = await ask('POST', `${at}/subscribers`, { subscriber_id: id });
    if (answer !== 'unknown' && answer.status === 201) simulated.push(id);
  }
  async function detach(): Promise<void> {
    const id = simulated.shift();
    if (id !== undefined) await ask('DELETE', `${at}/subscribers/${id}`);
  }
  const moves = [say, say, say, say, join, join, leave, attach, detach];

  for (let round = 0; round < ROUNDS; round++) {
    const batch = Array.from({ length: 3 + random.below(6) }, () => random.pick(moves));
    await Promise.all(batch.map((move) => move()));
  }
  // Most calls end when all is received, so that nothing excuses a loss; the others end in the middle.
  if (random.chance(0.75)) {
    if (!(await settled(cluster, random, run))) {
      failures.add('a live subscriber misses events that were delivered to it');
    }
  } else {
    isEnding = true;
    await Promise.all([say(), say(), ask('POST', `${at}/end`), say()]);
  }
  isEnding = true;
  const ended = await cluster.insist(random, 'POST', `${at}/end`);
  if (ended.status !== 200 && ended.status !== 404) {
    failures.add(`a call cannot be ended: ${ended.status}`);
  }
  const overs = Promise.all(followers.map(({ over }) => over)).then(() => true);
  if (!(await Promise.race([overs, after(SETTLES_MS).then(() => false)]))) {
    failures.add('the stream of an ended call, or of a detached subscriber, does not end');
    for (const one of followers) one.leave();
  }
  return run;
}
