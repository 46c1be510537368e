/** A workspace's contents as a snapshot has them, and back. Pure. */
import type { CallRecord } from './calls.ts';
import type { ChannelRecord, Injection, Received, Subscriber } from './channel.ts';
import type { ClockSetting } from './clock.ts';
import {
  type ConversationRecord,
  placeKey,
  type SessionPlace,
  type Turn,
} from './conversations.ts';
import type { FaultRule } from './faults.ts';
import type { KeyRecord } from './keys.ts';
import type {
  Contents,
  Kind,
  LogName,
  Logs,
  Planned,
  Records,
  WorkspaceRecord,
} from './ports/store.ts';
import type { Script } from './script.ts';

/** A call with its channel. Subscribers stand once, and are named by their number (`join`). */
export interface CallData extends CallRecord, Omit<ChannelRecord, 'queued'> {
  /** Every subscriber that `received` names. */
  readonly receivers: readonly Subscriber[];
  readonly queue: readonly Injection[];
  readonly received: readonly (Omit<Received, 'to'> & { readonly to: readonly number[] })[];
}

/** A conversation with its turns. */
export interface ConversationData extends ConversationRecord {
  readonly turns: readonly Turn[];
}

/** A clock as a snapshot has it. */
export interface ClockData {
  readonly mode: 'real' | 'frozen';
  readonly speed: number;
  readonly now?: number | undefined;
  readonly ahead_ms?: number | undefined;
}

/** A workspace as a snapshot has it. */
export interface WorkspaceData {
  readonly workspace: WorkspaceRecord;
  readonly clock?: ClockData | undefined;
  readonly services: readonly Records['service'][];
  readonly entities: readonly Records['entity'][];
  readonly calls: readonly CallData[];
  readonly conversations: readonly ConversationData[];
  readonly sessions: readonly (SessionPlace & { readonly conversationId: string })[];
  readonly faults: readonly FaultRule[];
  readonly keys: readonly KeyRecord[];
  readonly script?: Script | undefined;
  /** What the time will bring. */
  readonly tasks: readonly Planned[];
}

/** A clock as a snapshot has it. */
export function clockData(clock: ClockSetting): ClockData {
  const { mode, speed } = clock;
  return 'aheadMs' in clock
    ? { mode, speed, ahead_ms: clock.aheadMs }
    : { mode, speed, now: clock.now };
}

/** A clock as it is kept. */
export function clockSetting({ mode, speed, now, ahead_ms = 0 }: ClockData): ClockSetting {
  return now === undefined ? { mode: 'real', speed: 1, aheadMs: ahead_ms } : { mode, speed, now };
}

function recordsOf<K extends Kind>({ records }: Contents, kind: K): Records[K][] {
  const all = (records[kind] ?? []) as readonly (readonly [string, Records[K]])[];
  return all.map(([, record]) => record);
}

function logOf<L extends LogName>({ logs }: Contents, log: L): Map<string, readonly Logs[L][]> {
  return new Map(logs[log] as readonly (readonly [string, readonly Logs[L][]])[] | undefined);
}

/** What a snapshot has of a workspace; credentials only on demand. */
export function workspaceData(contents: Contents, secrets: boolean): WorkspaceData {
  const [workspace] = recordsOf(contents, 'workspace') as [WorkspaceRecord];
  const { api_keys: _, ...publicOrigin } = workspace.origin;
  const [script] = recordsOf(contents, 'script');
  const channels = new Map(contents.records.channel);
  const queues = logOf(contents, 'queue');
  const received = logOf(contents, 'received');
  const turns = logOf(contents, 'turns');
  const conversations = recordsOf(contents, 'conversation');
  const byId = new Map(conversations.map((one) => [one.conversationId, one]));
  return {
    workspace: { ...workspace, origin: secrets ? workspace.origin : publicOrigin },
    ...(contents.clock !== null && { clock: clockData(contents.clock) }),
    services: recordsOf(contents, 'service'),
    entities: recordsOf(contents, 'entity'),
    calls: recordsOf(contents, 'call').map((call) =>
      callData(
        call,
        channels.get(call.callSid) as ChannelRecord,
        queues.get(call.callSid) ?? [],
        received.get(call.callSid) ?? [],
      ),
    ),
    conversations: conversations.map((one) => ({
      ...one,
      turns: turns.get(one.conversationId) ?? [],
    })),
    sessions: recordsOf(contents, 'session').map(({ conversationId }) => {
      const { serviceId, entityId, channelKind } = byId.get(conversationId) as ConversationRecord;
      return { serviceId, entityId, channelKind, conversationId };
    }),
    faults: recordsOf(contents, 'faults').flatMap(({ rules }) => rules),
    keys: secrets ? recordsOf(contents, 'key') : [],
    ...(script !== undefined && { script }),
    tasks: contents.tasks,
  };
}

function callData(
  call: CallRecord,
  { queued: _, ...channel }: ChannelRecord,
  queue: readonly Injection[],
  received: readonly Received[],
): CallData {
  const receivers = new Map<number, Subscriber>();
  for (const { to } of received) for (const one of to) receivers.set(one.join, one);
  return {
    ...call,
    ...channel,
    // A live subscriber is a connection, which no snapshot can hold.
    subscribers: channel.subscribers.filter((one) => one.kind === 'simulated'),
    receivers: [...receivers.values()],
    queue,
    received: received.map((one) => ({ ...one, to: one.to.map(({ join }) => join) })),
  };
}

/** What is kept of a workspace of a snapshot. */
export function contentsOf(data: WorkspaceData): Contents {
  const { calls, conversations, script, workspace } = data;
  const { workspaceId } = workspace;
  const canonical = data.entities.flatMap(({ canonicalId, entityId }) =>
    canonicalId === null ? [] : [[canonicalId, { entityId }] as const],
  );
  const channels = calls.map((call) => {
    const { callSid, subscribers, joins, departed, queue, respondsAt, announced } = call;
    const channel = { subscribers, joins, departed, respondsAt, queued: queue.length };
    return [callSid, announced === undefined ? channel : { ...channel, announced }] as const;
  });
  return {
    records: {
      workspace: [[workspaceId, workspace]],
      service: data.services.map((one) => [one.serviceId, one] as const),
      entity: data.entities.map((one) => [one.entityId, one] as const),
      canonical,
      call: calls.map((one) => [one.callSid, callRecord(one)] as const),
      channel: channels,
      conversation: conversations.map(
        (one) => [one.conversationId, conversationRecord(one)] as const,
      ),
      session: data.sessions.map(
        (one) => [placeKey(one), { conversationId: one.conversationId }] as const,
      ),
      key: data.keys.map((one) => [one.token, one] as const),
      ...(data.faults.length > 0 && { faults: [[workspaceId, { rules: data.faults }] as const] }),
      ...(script !== undefined && { script: [[workspaceId, script] as const] }),
    },
    logs: {
      queue: calls.map((one) => [one.callSid, one.queue] as const),
      received: calls.map((one) => [one.callSid, receivedLog(one)] as const),
      turns: conversations.map((one) => [one.conversationId, one.turns] as const),
    },
    tasks: data.tasks,
    clock: data.clock === undefined ? null : clockSetting(data.clock),
  };
}

/** The conversation with the counts that its turns have. */
function conversationRecord({ turns, ...one }: ConversationData): ConversationRecord {
  return {
    ...one,
    turnCount: turns.length,
    exchanges: turns.filter((turn) => turn.role === 'user').length,
    lastTurnAt: turns.at(-1)?.at ?? one.createdAt,
  };
}

function callRecord(call: CallData): CallRecord {
  const { callSid, serviceId, callerId, direction, scenario } = call;
  const { startedAt, timeline, lengthSeconds, endedAt } = call;
  const about = { callSid, serviceId, callerId, direction, scenario };
  return { ...about, startedAt, timeline, lengthSeconds, endedAt };
}

function receivedLog({ receivers, received }: CallData): Received[] {
  const byJoin = new Map(receivers.map((one) => [one.join, one]));
  return received.map((one) => ({
    ...one,
    to: one.to.flatMap((join) => byJoin.get(join) ?? []),
  }));
}
