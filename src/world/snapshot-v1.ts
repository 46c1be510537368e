/**
 * Snapshots of version 1, which the emulator wrote up to 0.1.0: a call held what it had received with each
 * delivery, a session and its conversation were two records, and what the time would bring was in none.
 */
import type { CallRecord } from './calls.ts';
import type { Injection, NewInjection, Subscriber } from './channel.ts';
import type { BackgroundResult, ConversationRecord, SessionPlace, Turn } from './conversations.ts';
import type { Plan, Planned } from './ports/store.ts';
import { callTasks } from './rules/calls.ts';
import { sessionTasks } from './rules/sessions.ts';
import type { CallData, ConversationData, WorkspaceData } from './snapshot-contents.ts';

/** An injection with its deliveries. */
interface OldInjection extends NewInjection {
  readonly eventId: string;
  readonly injectedAt: number;
  readonly queued: boolean;
  readonly deliveries: readonly {
    readonly subscriberId: string;
    readonly deliveredAt: number;
    readonly respondsAt: number | null;
  }[];
}

/** A call of version 1. */
export interface OldCall extends CallRecord {
  readonly subscribers: readonly Omit<Subscriber, 'join'>[];
  readonly queue: readonly OldInjection[];
  readonly received: readonly OldInjection[];
}

/** A session of version 1. */
export interface OldSession extends SessionPlace {
  readonly conversationId: string;
  readonly lastActivityAt: number;
  readonly idleSeconds: number | null;
  readonly closedAt: number | null;
}

/** A conversation of version 1. */
export interface OldConversation extends SessionPlace {
  readonly conversationId: string;
  readonly createdAt: number;
  readonly closedAt: number | null;
  readonly turns: readonly Turn[];
  readonly background: readonly BackgroundResult[];
}

/** A workspace of version 1. */
export interface OldWorkspace
  extends Omit<WorkspaceData, 'calls' | 'conversations' | 'sessions' | 'tasks'> {
  readonly calls: readonly OldCall[];
  readonly sessions: readonly OldSession[];
  readonly conversations: readonly OldConversation[];
}

const plain = ({ deliveries: _, ...injection }: OldInjection): Injection => injection;

function upgradeCall(old: OldCall): CallData {
  const subscribers: Subscriber[] = old.subscribers
    .filter((one) => one.kind === 'simulated')
    .map((one, index) => ({ ...one, join: index + 1 }));
  const receivers = new Map<string, Subscriber>();
  const departed: { join: number; at: number }[] = [];
  let joins = subscribers.length;

  /** Who received: a subscriber that is still there, or one that has left. */
  function receiver(delivery: OldInjection['deliveries'][number]): number {
    const { deliveredAt, respondsAt, subscriberId } = delivery;
    const delay = respondsAt === null ? null : respondsAt - deliveredAt;
    const there = subscribers.find(
      (one) => one.subscriberId === subscriberId && one.responseDelayMs === delay,
    );
    const key = `${subscriberId} ${delay}`;
    const known = there ?? receivers.get(key);
    if (known !== undefined) {
      receivers.set(key, known);
      return known.join;
    }
    const kind = delay === null ? 'live' : 'simulated';
    const gone = {
      subscriberId,
      kind,
      joinedAt: deliveredAt,
      responseDelayMs: delay,
      join: ++joins,
    } as const;
    // What it had still to respond was taken out of the snapshot when it left.
    if (delay !== null) departed.push({ join: gone.join, at: Number.MAX_SAFE_INTEGER });
    receivers.set(key, gone);
    return gone.join;
  }

  const received = old.received.map((one) => ({
    ...plain(one),
    deliveredAt: one.deliveries[0]?.deliveredAt ?? one.injectedAt,
    to: one.deliveries.map(receiver),
  }));
  const { callSid, serviceId, callerId, direction, scenario } = old;
  const { startedAt, timeline, lengthSeconds, endedAt } = old;
  return {
    callSid,
    serviceId,
    callerId,
    direction,
    scenario,
    startedAt,
    timeline,
    lengthSeconds,
    endedAt,
    subscribers,
    joins,
    departed,
    respondsAt: null,
    receivers: [...receivers.values()],
    queue: old.queue.map(plain),
    received,
  };
}

function upgradeConversation(
  { background, turns, ...old }: OldConversation,
  session: OldSession | undefined,
  now: number,
): ConversationData {
  const lastTurnAt = turns.at(-1)?.at ?? old.createdAt;
  const conversation: ConversationRecord = {
    ...old,
    lastActivityAt: session?.lastActivityAt ?? lastTurnAt,
    idleSeconds: session?.idleSeconds ?? null,
    // One whose place another has taken was over by idling.
    closedAt: old.closedAt ?? (session === undefined ? lastTurnAt : session.closedAt),
    turnCount: turns.length,
    lastTurnAt,
    exchanges: turns.filter((turn) => turn.role === 'user').length,
    background,
    resultAt: null,
  };
  const due = background.map((one) => one.dueAt).filter((at) => at > now);
  return { ...conversation, resultAt: due.length === 0 ? null : Math.min(...due), turns };
}

/** The first response that is still to come, in milliseconds; null when none is. */
function nextResponse({ receivers, received }: CallData, now: number): number | null {
  const byJoin = new Map(receivers.map((one) => [one.join, one]));
  let next: number | null = null;
  for (const { deliveredAt, to } of received) {
    for (const join of to) {
      const delay = byJoin.get(join)?.responseDelayMs ?? null;
      if (delay === null || deliveredAt + delay <= now) continue;
      if (next === null || deliveredAt + delay < next) next = deliveredAt + delay;
    }
  }
  return next;
}

/** A workspace of version 1 as it is today, with what the time will bring after a time of its clock. */
export function upgradeWorkspace(old: OldWorkspace, now: number): WorkspaceData {
  const plans: Plan[] = [];
  const calls = old.calls.map((one) => {
    const call = upgradeCall(one);
    const respondsAt = nextResponse(call, now);
    plans.push(...callTasks(call, now));
    plans.push({ task: { kind: 'respond', callSid: call.callSid }, at: respondsAt });
    return { ...call, respondsAt };
  });
  const known = new Set(old.conversations.map((one) => one.conversationId));
  const sessions = new Map(old.sessions.map((one) => [one.conversationId, one]));
  const conversations = old.conversations.map((one) => {
    const { conversationId } = one;
    const conversation = upgradeConversation(one, sessions.get(conversationId), now);
    plans.push(...sessionTasks(conversation));
    plans.push({ task: { kind: 'background', conversationId }, at: conversation.resultAt });
    return conversation;
  });
  return {
    ...old,
    calls,
    conversations,
    sessions: old.sessions
      .filter((one) => known.has(one.conversationId))
      .map(({ serviceId, entityId, channelKind, conversationId }) => ({
        serviceId,
        entityId,
        channelKind,
        conversationId,
      })),
    tasks: plans.filter((one): one is Planned => one.at !== null),
  };
}
