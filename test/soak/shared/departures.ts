/** How long a subscriber is kept whose process has died, or stands still. */
import type { Failures } from '../attack.ts';
import { readEvents } from '../events.ts';
import { demo } from '../opening.ts';
import { calls } from './calls.ts';
import { after, type Cluster, type Member } from './cluster.ts';

/** The time after which it must be gone, in milliseconds. */
const KILLED_MS = 2_000;
const STOPPED_MS = 12_000;

/** Subscribes at the first process, takes it away, and looks from the second. Resolves with the milliseconds it took. */
async function departure(
  [first, second, third]: readonly [Member, Member, Member],
  callSid: string,
  takeAway: (member: Member) => unknown,
  failures: Failures,
): Promise<number> {
  const at = `${calls}/${callSid}`;
  const inject = `/v1/${demo.workspace}/sessions/${callSid}/inject`;
  await first.ask('POST', calls, { call_sid: callSid });
  const reader = await readEvents(first.port, `${at}/events`);
  await takeAway(first);
  const began = performance.now();
  const elapsed = () => performance.now() - began;
  for (;;) {
    const call = await second.ask('GET', at);
    if (call !== 'unknown' && call.body.subscribers?.length === 0) break;
    if (elapsed() > 2 * STOPPED_MS) break;
    await after(20);
  }
  const ms = Math.round(elapsed());
  const said = await second.ask('POST', inject, { message: callSid });
  if (said === 'unknown' || said.body.status !== 'queued_no_subscriber') {
    failures.add('an event is not queued after the only subscriber has died');
  }
  const next = await readEvents(third.port, `${at}/events`);
  if (!(await next.until(() => next.events.some(({ data }) => data.message === callSid)))) {
    failures.add('the next subscriber does not receive what was queued');
  }
  next.leave();
  reader.leave();
  return ms;
}

/** Takes away a process by SIGKILL and, if `isStopped`, another time by SIGSTOP. */
export async function departures(
  { members }: Cluster,
  isStopped: boolean,
  failures: Failures,
): Promise<Readonly<Record<string, number>>> {
  const [one, two, three] = members;
  if (one === undefined || two === undefined || three === undefined) return {};
  const killed = await departure([one, two, three], 'killed', (it) => it.kill(), failures);
  if (killed > KILLED_MS)
    failures.add(`a subscriber of a killed process is there for ${killed} ms`);
  await one.restart();
  if (!isStopped) return { gone_killed_ms: killed };
  const stopped = await departure([two, three, one], 'stopped', (it) => it.pause(), failures);
  if (stopped > STOPPED_MS) {
    failures.add(`a subscriber of a stopped process is there for ${stopped} ms`);
  }
  two.resume();
  return { gone_killed_ms: killed, gone_stopped_ms: stopped };
}
