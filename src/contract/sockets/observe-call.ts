/** Watches a call: `WS /v1/{workspace_id}/observers/{call_sid}/ws`. */
import { callTurns } from '../../world/model/call-turns.ts';
import { currentState, durationSeconds, isActive } from '../../world/model/calls.ts';
import type { CallDetails } from '../../world/model/channel.ts';
import type { WorldEvent } from '../../world/model/events.ts';
import { nameUuid } from '../../world/ports/ids.ts';
import { type Shape, write } from '../documents/neighbours.ts';
import { closeCodes, closeFailed, type SocketOperation } from './socket-operation.ts';

type ObserverEvent = Shape<'ObserverSSEEvent'>;
type CallEvent = Extract<WorldEvent, { readonly callSid?: string | undefined }>;

/** The schema of each event that the world can tell. */
const schemas = {
  session_start: 'SessionStartEvent',
  session_info: 'SessionInfoEvent',
  state_transition: 'StateTransitionEvent',
  agent_transcript: 'AgentTranscriptEvent',
  participant_joined: 'ParticipantJoinedEvent',
  participant_left: 'ParticipantLeftEvent',
  session_end: 'SessionEndEvent',
} as const;

/** An event that the world can tell. */
type ToldEvent = Extract<ObserverEvent, { readonly type: keyof typeof schemas }>;

/** An agent of a call. Every call has one conference (decided). */
function agent(workspaceId: string, callSid: string, subscriberId: string) {
  const conference = nameUuid(workspaceId, `conference ${callSid}`).replaceAll('-', '');
  return {
    participant_id: subscriberId,
    participant_role: 'agent' as const,
    conference_sid: `CF${conference}`,
  };
}

function sessionInfo(workspaceId: string, call: CallDetails, now: number): ToldEvent {
  return {
    type: 'session_info',
    call_sid: call.callSid,
    service_id: call.serviceId ?? '',
    workspace_id: workspaceId,
    caller_id: call.callerId,
    start_time: call.startedAt / 1000,
    current_state: currentState(call, now),
    direction: call.direction,
    duration_seconds: durationSeconds(call, now),
  };
}

/** What a new observer is told first: the call as it is. */
function beginning(workspaceId: string, call: CallDetails, now: number): ToldEvent[] {
  const { callSid, serviceId, subscribers, timeline } = call;
  return [
    {
      type: 'session_start',
      call_sid: callSid,
      session_id: callSid,
      service_id: serviceId,
      workspace_id: workspaceId,
      initial_state: timeline[0]?.state ?? null,
    },
    sessionInfo(workspaceId, call, now),
    ...subscribers.map((one) => ({
      type: 'participant_joined' as const,
      ...agent(workspaceId, callSid, one.subscriberId),
    })),
  ];
}

/** What tells an event of a call; undefined for one that observers are not told. */
function told(event: CallEvent, call: CallDetails, stateBefore: string): ToldEvent | undefined {
  const { callSid } = call;
  switch (event.type) {
    case 'call.state_changed':
      return { type: 'state_transition', previous_state: stateBefore, next_state: event.state };
    case 'subscriber.joined':
    case 'subscriber.left':
      // It continues on another connection.
      if (event.resumed === true) return undefined;
      return {
        type: event.type === 'subscriber.joined' ? 'participant_joined' : 'participant_left',
        ...agent(event.workspaceId, callSid, event.subscriberId),
      };
    case 'injection.incorporated':
      return {
        type: 'agent_transcript',
        transcript: call.received.find((one) => one.eventId === event.eventId)?.message ?? '',
        speaker_id: event.subscriberId,
        speaker_role: 'agent',
      };
    case 'call.ended':
      return {
        type: 'session_end',
        call_sid: callSid,
        session_id: callSid,
        duration_s: durationSeconds(call, event.at),
        turns: callTurns(call, event.at).length,
        completion_reason: 'completed',
        final_state: currentState(call, event.at),
      };
    default:
      return undefined;
  }
}

/** The call as it is, then what happens to it, until it ends. While nothing happens, the call as it is again. */
export const observeCall: SocketOperation = {
  name: 'observe_call',
  path: '/v1/{workspace_id}/observers/{call_sid}/ws',
  parameters: {},
  needs: 'viewer',
  tokenInQuery: false,
  codes: { unauthenticated: 4100, forbidden: 4403 },
  async run({ params, workspaceId, world }, connection) {
    const { closed } = connection;
    const callSid = params.call_sid as string;
    const call = await world.readCall(workspaceId, callSid);
    const now = world.now(workspaceId);
    if (call === undefined || !isActive(call, now)) {
      return connection.close(closeCodes.unknownCall, 'Session not found.');
    }
    let state = currentState(call, now);

    /** One thing after the other. */
    let last = Promise.resolve();
    const inOrder = (work: () => Promise<void>): void => {
      last = last
        .then(() => (closed.aborted ? undefined : work()))
        .catch((error: unknown) => void closeFailed(connection, error));
    };
    async function send(event: ToldEvent): Promise<void> {
      connection.send(await write(schemas[event.type], event as never));
    }

    const stop = world.events.listen(({ event }) => {
      if (event.workspaceId !== workspaceId || !('callSid' in event)) return;
      if (event.callSid !== callSid) return;
      inOrder(async () => {
        const current = await world.readCall(workspaceId, callSid);
        const one = current && told(event, current, state);
        if (one === undefined) return;
        if (one.type === 'state_transition') state = one.next_state;
        await send(one);
        if (one.type === 'session_end') connection.close(closeCodes.normal, 'The call has ended.');
      });
    });
    closed.addEventListener('abort', stop);
    inOrder(async () => {
      for (const event of beginning(workspaceId, call, now)) await send(event);
    });
    connection.idle(() =>
      inOrder(async () => {
        const current = await world.readCall(workspaceId, callSid);
        if (current === undefined) return;
        await send(sessionInfo(workspaceId, current, world.now(workspaceId)));
      }),
    );
    // What an observer sends is ignored.
    connection.receive(async () => {});
  },
};
