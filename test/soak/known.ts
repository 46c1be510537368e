/** What there is to be named in a fuzzed world, and what there was: learned from responses. */
import { demo } from './opening.ts';

/** How many names of a kind are kept. */
const MOST = 40;

/** Names by the parameter that they are for. Those of the demo world stay. */
export function createNames() {
  return {
    workspace_id: [demo.workspace, demo.workspace, demo.workspace, demo.other] as string[],
    service_id: [...demo.services] as string[],
    entity_id: [...demo.entities] as string[],
    canonical_id: [...demo.canonicalIds] as string[],
    call_sid: [...demo.calls, 'unknown'] as string[],
    call_id: [...demo.calls, 'unknown'] as string[],
    conversation_id: [] as string[],
    run_id: [] as string[],
    agent_id: [] as string[],
    subscriber_id: ['agent', 'sub_x'] as string[],
    key_id: [] as string[],
    fault_id: [] as string[],
    // Of the platform document.
    integration_id: [] as string[],
    note_id: [] as string[],
    recording_id: [] as string[],
    operation: [
      'inject',
      'start',
      'active',
      'take_turn',
      'list_runs',
      'observe_call',
      'text_stream',
    ],
    type: ['injection.delivered', 'session.created', 'request.answered'],
  };
}

/** Names by the parameter that they are for. */
export type Names = ReturnType<typeof createNames>;

/** The parameter that an `id` is for, by the collection whose items have it: `agents` have an `agent_id`. */
function parameterOf(target: string): string | undefined {
  return target
    .replace(/\?.*$/, '')
    .match(/\/([a-z]+)s(?:\/[^/]*)?$/)?.[1]
    ?.concat('_id');
}

/** Learns the ids that a response names. */
export function learn(known: Names, target: string, body: string): void {
  const own = parameterOf(target);
  for (const [, name = '', id = ''] of body
    .slice(0, 600)
    .matchAll(/"(\w+_id|id|call_sid)":"([^"\\]{1,64})"/g)) {
    const list: string[] | undefined = known[(name === 'id' ? own : name) as keyof Names];
    if (list === undefined) continue;
    list.push(id);
    if (list.length > MOST) list.splice(4, 1);
  }
}

/** A target without its ids. */
export const shapeOf = (target: string): string =>
  target
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/gi, '{id}')
    .replace(/CA\d{32}/g, '{call_sid}')
    .replace(/\?.*$/, '')
    .slice(0, 100);
