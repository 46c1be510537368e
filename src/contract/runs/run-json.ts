/** Runs as JSON. What the world does not know has the default of its schema. */
import { callTurns } from '../../world/model/call-turns.ts';
import { type Catalog, serviceName } from '../../world/model/catalog.ts';
import type { ConversationRecord } from '../../world/model/conversations.ts';
import { callRunId, type Run, runEndedAt, runStartedAt } from '../../world/model/runs.ts';
import type { World } from '../../world/world.ts';
import { dateTime } from '../date-time.ts';
import type { Shape } from '../documents/neighbours.ts';

/** The channel of a run. */
export type RunChannel = NonNullable<Shape<'Run'>['channel']>;

const CHANNELS: readonly RunChannel[] = ['voice', 'text', 'sms', 'email', 'web'];

/** The channel of a run. A channel of conversations that runs do not have is `text` (decided). */
export function channelOf(run: Run): RunChannel {
  if (run.kind === 'call') return 'voice';
  return CHANNELS.find((channel) => channel === run.conversation.channelKind) ?? 'text';
}

/** `running`, then `completed`: nothing else ends a run here (decided). */
export const runStatus = (run: Run, now: number): 'running' | 'completed' =>
  runEndedAt(run, now) === null ? 'running' : 'completed';

/** Only a live call can be taken over (decided). */
function takeoverOf(run: Run, isLive: boolean): Shape<'TakeoverEligibility'> {
  if (!isLive) return { eligible: false, reason: 'run_not_live' };
  if (run.kind === 'conversation') return { eligible: false, reason: 'channel_not_supported' };
  return { eligible: true, mode_options: ['listen', 'takeover'] };
}

/** What only a call has. */
async function callFields(
  world: World,
  workspaceId: string,
  { call }: Extract<Run, { kind: 'call' }>,
  now: number,
) {
  const details = await world.readCall(workspaceId, call.callSid);
  return {
    run_id: callRunId(workspaceId, call.callSid),
    caller_id: call.callerId,
    direction: call.direction,
    turn_count: details === undefined ? 0 : callTurns(details, now).length,
    completion_reason: runEndedAt({ kind: 'call', call }, now) === null ? null : 'completed',
    source_call_sid: call.callSid,
  };
}

/** What only a text conversation has. */
async function conversationFields(
  world: World,
  workspaceId: string,
  { conversationId, entityId, turnCount }: ConversationRecord,
) {
  const entity =
    entityId === null
      ? undefined
      : await world.findEntity(workspaceId, { by: 'entity_id', entityId });
  return {
    run_id: conversationId,
    entity_id: entityId,
    entity_name: entity?.name ?? null,
    turn_count: turnCount,
    source_conversation_id: conversationId,
  };
}

/** A `Run`. */
export async function runJson(
  world: World,
  catalog: Catalog,
  run: Run,
  now: number,
): Promise<Shape<'Run'>> {
  const { workspaceId } = catalog;
  const { serviceId } = run.kind === 'call' ? run.call : run.conversation;
  const service = catalog.services.find((one) => one.serviceId === serviceId);
  const endedAt = runEndedAt(run, now);
  return {
    ...(run.kind === 'call'
      ? await callFields(world, workspaceId, run, now)
      : await conversationFields(world, workspaceId, run.conversation)),
    workspace_id: workspaceId,
    kind: 'conversation',
    status: runStatus(run, now),
    channel: channelOf(run),
    service_id: serviceId,
    service_name: service === undefined ? null : serviceName(service),
    started_at: dateTime(runStartedAt(run)),
    ended_at: endedAt === null ? null : dateTime(endedAt),
    takeover: takeoverOf(run, endedAt === null),
  };
}
