/** A clock that one process moves: all see it at once, and what is due happens once. */
import type { Failures } from '../attack.ts';
import type { Random } from '../random.ts';
import type { Cluster } from './cluster.ts';
import type { NumberedEvents } from './numbered-events.ts';

const START = '2026-03-01T09:30:00Z';
/** After the length of the calls. */
const LATER = '2026-03-01T09:31:01Z';
const CALLS = 4;

/** The calls that a moved clock ended, and how many injections an agent took up in each. */
export type Ended = ReadonlyMap<string, number>;

/** Moves the clock of a new workspace past the end of its calls. */
export async function raceClock(
  cluster: Cluster,
  random: Random,
  failures: Failures,
): Promise<Ended> {
  const insist = (method: string, path: string, body?: unknown) =>
    cluster.insist(random, method, path, body);
  const { body: made } = await insist('POST', '/_emulator/workspaces', { template: 'empty' });
  const ws = `/_emulator/workspaces/${made.workspace_id}`;
  const api = `/v1/${made.workspace_id}/sessions`;
  await insist('PUT', `${ws}/clock`, { mode: 'frozen', now: START });
  const sids = Array.from({ length: CALLS }, () => `timed-${random.uuid()}`);
  await Promise.all(
    sids.map(async (call_sid) => {
      const placed = { call_sid, length_seconds: 60, subscribers: 1 };
      const { status } = await insist('POST', `${ws}/calls`, placed);
      // 409: an attempt without a response had its effect.
      if (status !== 201 && status !== 409) failures.add(`a call cannot be placed: ${status}`);
      await cluster.ask(random, 'POST', `${api}/${call_sid}/inject`, { message: 'In time?' });
    }),
  );
  await insist('PUT', `${ws}/clock`, { now: LATER });
  await Promise.all(
    cluster.members
      .filter(({ state }) => state === 'serves')
      .map(async (member) => {
        const [clock, list] = await Promise.all([
          member.ask('GET', `${ws}/clock`),
          member.ask('GET', `${api}/active`),
        ]);
        if (clock !== 'unknown' && Date.parse(clock.body.now) !== Date.parse(LATER)) {
          failures.add('a process shows an older time after a clock was moved');
        }
        if (list !== 'unknown' && list.body.length !== 0) {
          failures.add('a process lists calls that ended when a clock was moved');
        }
      }),
  );
  const ended = new Map<string, number>();
  for (const sid of sids) {
    const { body: call } = await insist('GET', `${ws}/calls/${sid}`);
    ended.set(sid, call.injections.length);
  }
  return ended;
}

/** Whether each call ended once, and each injection was taken up once. */
export function checkEnded(ended: Ended, events: NumberedEvents, failures: Failures): void {
  for (const [sid, injections] of ended) {
    const ends = events.count('call.ended', sid);
    if (ends !== 1) failures.add(`a call has ${ends} events of its end by a moved clock`);
    const taken = events.count('injection.incorporated', sid);
    if (taken !== injections) {
      failures.add(`of ${injections} injections ${taken} were taken up when a clock was moved`);
    }
  }
}
