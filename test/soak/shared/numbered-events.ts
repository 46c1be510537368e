/** The numbered events of a world, as each process tells them. */
import type { Failures } from '../attack.ts';
import type { Json } from '../client.ts';
import { createRandom } from '../random.ts';
import { calls } from './calls.ts';
import type { Cluster } from './cluster.ts';
import { type Follower, follow } from './follower.ts';

/** What the event stream says of the world. */
export interface NumberedEvents {
  /** How many events there are of a type, for a call or a conversation. */
  count(type: string, of: string): number;
  /** Whether messages were received in the order in which the call accepted them. */
  isInOrder(callSid: string, messages: readonly string[]): boolean;
  /** How many events there are. */
  readonly size: number;
}

/** Reads the events of all processes while a run goes on. */
export interface EventReaders {
  /** Waits until all have read the same, compares, and returns the events. */
  finish(failures: Failures): Promise<NumberedEvents>;
}

const CATCHES_UP_MS = 30_000;

/** Follows the events of each process; when it is gone, those of another, until it is back. */
export async function readAllEvents(cluster: Cluster, from: number): Promise<EventReaders> {
  const readers = await Promise.all(
    cluster.members.map((member) =>
      follow(cluster, `/_emulator/events?after=${from}`, createRandom(member.name), member),
    ),
  );

  return {
    async finish(failures) {
      // One event more, to know when all have read everything before it.
      const marker = `last-${from}`;
      const random = createRandom(marker);
      await cluster.insist(random, 'POST', calls, { call_sid: marker });
      const hasRead = ({ received }: Follower) =>
        received.findLast(({ data }) => data.call_sid === marker) !== undefined;
      for (const one of readers) {
        if (await one.until(() => hasRead(one), CATCHES_UP_MS)) continue;
        failures.add('the event stream of a process does not come to the last event');
      }
      for (const one of readers) one.leave();
      const byId = new Map<number, { event: string; text: string; data: Json }>();
      for (const { received } of readers) {
        let last = from;
        /** How many numbers may still be left out: a gap tells of those between kept events, too. */
        let lost = 0;
        for (const { data, event, id } of received) {
          const number = Number(id);
          // What a process was away for may be evicted already; the others have read it.
          if (event === 'gap') {
            lost = data.lost - (data.next - 1 - data.after);
            last = number;
            continue;
          }
          if (number <= last) failures.add('an event stream goes back, or repeats an event');
          lost -= Math.max(0, number - last - 1);
          if (lost < 0) {
            failures.add('an event stream leaves out a number');
            lost = 0;
          }
          last = number;
          const text = JSON.stringify(data);
          const known = byId.get(number);
          if (known === undefined) byId.set(number, { event: event ?? '', text, data });
          else if (known.text !== text) failures.add('two processes number events differently');
        }
      }
      return numberedEvents([...byId].sort(([one], [other]) => one - other).map(([, it]) => it));
    },
  };
}

/** What a list of events, in the order of their numbers, says. */
export function numberedEvents(
  events: readonly { readonly event: string; readonly data: Json }[],
): NumberedEvents {
  const counts = new Map<string, number>();
  /** By call and message: its place among the accepted ones. */
  const places = new Map<string, { place: number | undefined; isHanded: boolean }>();
  events.forEach(({ event, data }, at) => {
    const key = `${event} ${data.call_sid ?? data.conversation_id}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    if (!event.startsWith('injection.') || data.message === undefined) return;
    const message = `${data.call_sid} ${data.message}`;
    const known = places.get(message);
    const isNew = event === 'injection.delivered' || event === 'injection.queued';
    // Its reader left without reading it: it then comes after newer ones that others have.
    const isAgain = event === 'injection.requeued' || (known?.isHanded && !isNew);
    const place = isAgain ? undefined : isNew ? at : known?.place;
    places.set(message, { place, isHanded: event !== 'injection.queued' });
  });
  return {
    size: events.length,
    count: (type, of) => counts.get(`${type} ${of}`) ?? 0,
    isInOrder(callSid, messages) {
      const known = messages
        .map((message) => places.get(`${callSid} ${message}`)?.place)
        .filter((place) => place !== undefined);
      return known.every((place, at) => at === 0 || place > (known[at - 1] ?? -1));
    },
  };
}
