/** Calls as JSON. What the world does not know has the default of its schema. */
import {
  type CallTurn,
  callTurns,
  type StateChange,
  stateChanges,
} from '../../world/model/call-turns.ts';
import {
  type CallRecord,
  currentState,
  durationSeconds,
  endsAt,
  isActive,
} from '../../world/model/calls.ts';
import type { Catalog } from '../../world/model/catalog.ts';
import type { CallDetails } from '../../world/model/channel.ts';
import { nameUuid } from '../../world/ports/ids.ts';
import { dateTime } from '../date-time.ts';
import type { Shape } from '../documents/neighbours.ts';
import { serviceJson } from '../services/service-json.ts';

/** The id of a call as an entity of the world: always the same for a workspace and a call sid (decided). */
export const callEntityId = (workspaceId: string, callSid: string): string =>
  nameUuid(workspaceId, `call ${callSid}`);

/** `in-progress` while the call is active, then `completed` (decided). */
export const callStatus = (call: CallRecord, now: number): 'in-progress' | 'completed' =>
  isActive(call, now) ? 'in-progress' : 'completed';

/** What the summary and the detail have in common. */
function shared(call: CallRecord, now: number) {
  const isOver = !isActive(call, now);
  return {
    call_sid: call.callSid,
    service_id: call.serviceId,
    caller_id: call.callerId,
    direction: call.direction,
    status: callStatus(call, now),
    final_state: isOver ? currentState(call, now) || null : null,
    completion_reason: isOver ? ('completed' as const) : null,
    has_recording: false,
    source: 'real' as const,
  };
}

/** A `CallSummary`. */
export function callSummary(
  workspaceId: string,
  call: CallDetails,
  now: number,
): Shape<'CallSummary'> {
  return {
    ...shared(call, now),
    entity_id: callEntityId(workspaceId, call.callSid),
    started_at: dateTime(call.startedAt),
    duration_seconds: durationSeconds(call, now),
    turns: callTurns(call, now).length,
  };
}

const transitionJson = ({ from, to }: StateChange): Shape<'StateTransition'> => ({
  previous_state: from,
  next_state: to,
  from_state: from,
  to_state: to,
});

function turnJson(entityId: string, turn: CallTurn): Shape<'Turn'> {
  const [first] = turn.events;
  return {
    id: nameUuid(entityId, `turn ${turn.subscriberId} ${first.eventId}`),
    trigger: first.eventType,
    agent_transcript: turn.text,
    speaker_id: turn.subscriberId,
    speaker_role: 'agent',
    state: turn.state,
    state_transitions: turn.changes.map(transitionJson),
    timestamp: dateTime(turn.at),
  };
}

/** The `ConversationConfig` of a call; null without a service. */
function configOf(catalog: Catalog, call: CallRecord): Shape<'ConversationConfig'> | null {
  const service = catalog.services.find(({ serviceId }) => serviceId === call.serviceId);
  if (service === undefined) return null;
  const { agent_id, agent_name, context_graph_id } = serviceJson(catalog, service);
  return {
    agent_id,
    agent_version: 1,
    agent_name: agent_name ?? null,
    context_graph_id,
    context_graph_version: 1,
    initial_state: call.timeline[0]?.state ?? null,
  };
}

/** The caller, and the agents that are on the call now or were at its end. */
function participantsOf(call: CallDetails, now: number): Shape<'Participant'>[] {
  const left_at = isActive(call, now) ? null : dateTime(endsAt(call));
  return [
    {
      participant_id: 'caller',
      role: 'caller',
      phone_number: call.callerId,
      joined_at: dateTime(call.startedAt),
      left_at,
    },
    ...call.subscribers.map(({ joinedAt, subscriberId }) => ({
      participant_id: subscriberId,
      role: 'agent' as const,
      joined_at: dateTime(joinedAt),
      left_at,
    })),
  ];
}

/** A `CallDetailResponse`. */
export function callDetail(
  catalog: Catalog,
  call: CallDetails,
  now: number,
): Shape<'CallDetailResponse'> {
  const { workspaceId } = catalog;
  const id = callEntityId(workspaceId, call.callSid);
  const startedAt = dateTime(call.startedAt);
  return {
    ...shared(call, now),
    id,
    workspace_id: workspaceId,
    call_start_time: startedAt,
    call_end_time: isActive(call, now) ? null : dateTime(endsAt(call)),
    call_duration_seconds: durationSeconds(call, now),
    media_start_time: startedAt,
    config: configOf(catalog, call),
    turns: callTurns(call, now).map((turn) => turnJson(id, turn)),
    states_visited: stateChanges(call, now).map(({ to }) => to),
    participants: participantsOf(call, now),
  };
}

/** A `CallTranscriptResponse`: what agents said. */
export function callTranscript(
  workspaceId: string,
  call: CallDetails,
  now: number,
): Shape<'CallTranscriptResponse'> {
  const segments = callTurns(call, now).map(({ at, text }) => ({
    speaker_role: 'agent',
    transcript: text,
    timestamp: dateTime(at),
    escalation_id: null,
    confidence: 1,
  }));
  return {
    call_entity_id: callEntityId(workspaceId, call.callSid),
    call_sid: call.callSid,
    total_segments: segments.length,
    segments,
  };
}
