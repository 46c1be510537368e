/** Starts of one session by all processes at once: exactly one is `created`. */
import type { Failures } from '../attack.ts';
import { demo } from '../opening.ts';
import type { Random } from '../random.ts';
import type { Cluster } from './cluster.ts';
import type { NumberedEvents } from './numbered-events.ts';

const STARTS = 9;

/** Starts a session for one pair of service and entity many times at once. Resolves with its conversation. */
export async function racePair(
  cluster: Cluster,
  random: Random,
  failures: Failures,
): Promise<string | undefined> {
  const entity_id = random.uuid();
  const service_id = random.pick(demo.services);
  const entity = `/_emulator/workspaces/${demo.workspace}/entities/${entity_id}`;
  const made = await cluster.insist(random, 'PUT', entity);
  if (made.status !== 201) failures.add(`an entity cannot be made: ${made.status}`);
  const path = `/v1/${demo.workspace}/sessions/start`;
  const body = { service_id, entity_id, channel_kind: 'web' };
  const answers = await Promise.all(
    Array.from({ length: STARTS }, () => cluster.ask(random, 'POST', path, body)),
  );
  // One more, to know the session even if all responses were lost.
  const last = await cluster.insist(random, 'POST', path, body);
  const known = [...answers, last].filter((one) => one !== 'unknown');
  const wrong = known.find(({ status }) => status !== 201);
  if (wrong !== undefined) {
    failures.add(`a start is refused with ${wrong.status}`);
    return undefined;
  }
  const created = known.filter((one) => one.body.session_status === 'created').length;
  if (created > 1) failures.add(`${created} starts of one pair are created`);
  if (created === 0 && !answers.includes('unknown')) failures.add('no start of a pair is created');
  const ids = new Set(known.map((one) => one.body.conversation_id as string));
  if (ids.size > 1) failures.add('the starts of one pair return different conversations');
  return last.body.conversation_id;
}

/** Whether the events tell of one session for each pair. */
export function checkPairs(
  conversations: readonly string[],
  events: NumberedEvents,
  failures: Failures,
): void {
  for (const id of conversations) {
    const count = events.count('session.created', id);
    if (count !== 1) failures.add(`a session has ${count} events of its start`);
  }
}
