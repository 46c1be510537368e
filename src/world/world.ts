/**
 * A world and everything that can be done in it: the only way in. Fixtures, the control plane and
 * code use the same operations, with the same checks. What is expected to go wrong is an answer
 * with a `status`; a thrown error is a bug or the outside world.
 */
import {
  byAge,
  type CallRecord,
  type CallSid,
  createCall,
  currentState,
  durationSeconds,
  isActive,
  type NewCall,
} from './calls.ts';
import { type EntityRecord, isProjected, type ServiceRecord } from './catalog.ts';
import { join, leave, type NewInjection, publish } from './channel.ts';
import type { Clock } from './clock.ts';
import {
  isSessionActive,
  openConversation,
  placeKey,
  type SessionRecord,
} from './conversations.ts';
import type { WorldEvent } from './events.ts';
import type { Ids } from './ids.ts';
import type { KeyVerdict } from './keys.ts';
import { createOutlets, type Receive } from './outlets.ts';
import type { Store, WorkspaceId, WorkspaceRecord } from './store.ts';

/** What a world is made of. Time, chance and the place where it is kept come from outside. */
export interface WorldParts {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly store: Store;
}

/** An active call as it is listed. */
export interface ActiveCall {
  readonly callSid: CallSid;
  readonly serviceId: string | null;
  readonly workspaceId: WorkspaceId;
  readonly callerId: string;
  readonly direction: 'inbound' | 'outbound';
  readonly durationSeconds: number;
  readonly currentState: string;
  readonly scenario: string;
}

/** What `start` asks for: a service, and an entity by one of its two names. */
export interface SessionRequest {
  readonly serviceId: string;
  readonly entity: { readonly entityId: string } | { readonly canonicalId: string };
  readonly channelKind: 'web';
  /** The agent's first words; null lets it greet by itself. */
  readonly greeting: string | null;
}

/** How a simulated agent behaves. */
export interface NewSubscriber {
  readonly subscriberId?: string;
  /** Seconds from a delivery to the response that incorporates it; 1 unless told. */
  readonly responseDelaySeconds?: number;
}

/** A thing that is not there. */
export interface NotFound {
  readonly status: 'not_found';
}

/** An identifier that is taken. */
export interface Duplicate {
  readonly status: 'duplicate';
}

const notFound: NotFound = { status: 'not_found' };
const duplicate: Duplicate = { status: 'duplicate' };

/** A world, `createWorld`'s answer. */
export type World = ReturnType<typeof createWorld>;

/** An empty world over its parts. */
export function createWorld({ clock, ids, store }: WorldParts) {
  const outlets = createOutlets(store);

  async function attach(
    workspaceId: WorkspaceId,
    callSid: CallSid,
    subscriberId: string,
    responseDelayMs: number | null,
  ): Promise<{ status: 'joined'; subscriberId: string; drained: number } | NotFound | Duplicate> {
    return store.change('call', workspaceId, callSid, (call) => {
      const now = clock.now();
      if (call === undefined || !isActive(call, now)) return { keep: call, answer: notFound };
      if (call.subscribers.some((one) => one.subscriberId === subscriberId)) {
        return { keep: call, answer: duplicate };
      }
      const kind = responseDelayMs === null ? 'live' : 'simulated';
      const drained = join(call, { subscriberId, kind, joinedAt: now, responseDelayMs }, now);
      const base = { at: now, workspaceId, callSid };
      const events: WorldEvent[] = [{ ...base, type: 'subscriber.joined', subscriberId }];
      for (const injection of drained) {
        events.push({
          ...base,
          type: 'injection.drained',
          injection,
          subscriberIds: [subscriberId],
        });
      }
      const answer = { status: 'joined', subscriberId, drained: drained.length } as const;
      return { keep: call, answer, events };
    });
  }

  const world = {
    clock,
    ids,
    store,

    /** Makes a workspace, or changes the settings of one that is there. */
    async putWorkspace(workspace: WorkspaceRecord): Promise<void> {
      await store.change('workspace', workspace.workspaceId, workspace.workspaceId, () => ({
        keep: workspace,
        answer: undefined,
      }));
    },

    /** Adds a service to a workspace. */
    async addService(
      workspaceId: WorkspaceId,
      service: ServiceRecord,
    ): Promise<{ status: 'added' } | Duplicate> {
      return store.change('service', workspaceId, service.serviceId, (current) =>
        current === undefined
          ? { keep: service, answer: { status: 'added' } }
          : { keep: current, answer: duplicate },
      );
    },

    /** Adds an entity. Its canonical id is findable once the projection's lag has passed. */
    async addEntity(
      workspaceId: WorkspaceId,
      entity: Omit<EntityRecord, 'createdAt'>,
    ): Promise<{ status: 'added' } | (Duplicate & { of: 'entity_id' | 'canonical_id' })> {
      const { entityId, canonicalId } = entity;
      if (canonicalId !== null) {
        const taken = await store.change('canonical', workspaceId, canonicalId, (current) => ({
          keep: current ?? { entityId },
          answer: current !== undefined && current.entityId !== entityId,
        }));
        if (taken) return { ...duplicate, of: 'canonical_id' };
      }
      return store.change('entity', workspaceId, entityId, (current) =>
        current === undefined
          ? { keep: { ...entity, createdAt: clock.now() }, answer: { status: 'added' } }
          : { keep: current, answer: { ...duplicate, of: 'entity_id' as const } },
      );
    },

    /** Adds an API key that opens a workspace. */
    async addKey(
      workspaceId: WorkspaceId,
      key: { token: string; name: string },
    ): Promise<{ status: 'added' } | Duplicate> {
      return store.change('key', workspaceId, key.token, (current) =>
        current === undefined
          ? {
              keep: { ...key, keyId: ids.scope(workspaceId).uuid(), createdAt: clock.now() },
              answer: { status: 'added' },
            }
          : { keep: current, answer: duplicate },
      );
    },

    /** What a token is worth: whether it opens this workspace, another one, or none. */
    async checkKey(workspaceId: WorkspaceId | null, token: string): Promise<KeyVerdict> {
      if (workspaceId !== null && (await store.get('key', workspaceId, token))) return 'valid';
      for (const other of await store.workspaces()) {
        if (await store.get('key', other, token)) return 'foreign';
      }
      return 'unknown';
    },

    /** Places a call; it rings at once, or began when it is said to have begun. */
    async placeCall(
      workspaceId: WorkspaceId,
      newCall: NewCall,
    ): Promise<{ status: 'placed'; callSid: CallSid } | Duplicate | { status: 'unknown_service' }> {
      const { serviceId } = newCall;
      if (typeof serviceId === 'string' && !(await store.get('service', workspaceId, serviceId))) {
        return { status: 'unknown_service' };
      }
      const callSid = newCall.callSid ?? ids.scope(workspaceId).callSid();
      return store.change('call', workspaceId, callSid, (current) => {
        if (current !== undefined) return { keep: current, answer: duplicate };
        const now = clock.now();
        return {
          keep: createCall(newCall, callSid, now),
          answer: { status: 'placed', callSid },
          events: [{ type: 'call.placed', at: now, workspaceId, callSid }],
        };
      });
    },

    /** Hangs up. What is still queued stays in the call's record, expired. */
    async endCall(
      workspaceId: WorkspaceId,
      callSid: CallSid,
    ): Promise<{ status: 'ended' } | NotFound> {
      return store.change('call', workspaceId, callSid, (call) => {
        const now = clock.now();
        if (call === undefined || !isActive(call, now)) return { keep: call, answer: notFound };
        call.endedAt = now;
        return {
          keep: call,
          answer: { status: 'ended' },
          events: [{ type: 'call.ended', at: now, workspaceId, callSid }],
        };
      });
    },

    /** A call's record, ended or not; undefined when there is none. Not to be written to. */
    async readCall(workspaceId: WorkspaceId, callSid: CallSid): Promise<CallRecord | undefined> {
      return store.get('call', workspaceId, callSid);
    },

    /** The workspace's active calls, oldest first. */
    async activeCalls(workspaceId: WorkspaceId): Promise<ActiveCall[]> {
      const now = clock.now();
      const calls = await store.list('call', workspaceId);
      return calls
        .filter((call) => isActive(call, now))
        .sort(byAge)
        .map((call) => ({
          callSid: call.callSid,
          serviceId: call.serviceId,
          workspaceId,
          callerId: call.callerId,
          direction: call.direction,
          durationSeconds: durationSeconds(call, now),
          currentState: currentState(call, now),
          scenario: call.scenario,
        }));
    },

    /** A simulated agent joins a call; what waits in the queue drains to it. */
    async attachSubscriber(
      workspaceId: WorkspaceId,
      callSid: CallSid,
      subscriber: NewSubscriber = {},
    ) {
      const subscriberId = subscriber.subscriberId ?? ids.scope(workspaceId).tagged('sub');
      const delayMs = (subscriber.responseDelaySeconds ?? 1) * 1000;
      return attach(workspaceId, callSid, subscriberId, delayMs);
    },

    /** A live client joins a call and receives, through `receive`, what waits and what comes. */
    async subscribe(workspaceId: WorkspaceId, callSid: CallSid, receive: Receive) {
      const subscriberId = ids.scope(workspaceId).tagged('sub');
      // Before it joins: the first event may be announced within the joining itself.
      outlets.open(subscriberId, receive);
      const joined = await attach(workspaceId, callSid, subscriberId, null);
      if (joined.status !== 'joined') outlets.close(subscriberId);
      return joined;
    },

    /** A subscriber leaves a call. */
    async detachSubscriber(
      workspaceId: WorkspaceId,
      callSid: CallSid,
      subscriberId: string,
    ): Promise<{ status: 'left' } | NotFound> {
      const left = await store.change('call', workspaceId, callSid, (call) => {
        const now = clock.now();
        if (call === undefined || !leave(call, subscriberId, now)) {
          return { keep: call, answer: notFound };
        }
        return {
          keep: call,
          answer: { status: 'left' } as const,
          events: [{ type: 'subscriber.left', at: now, workspaceId, callSid, subscriberId }],
        };
      });
      outlets.close(subscriberId);
      return left;
    },

    /** Says something into a live call: to all who listen, or into its queue. */
    async inject(
      workspaceId: WorkspaceId,
      callSid: CallSid,
      event: NewInjection,
    ): Promise<{ status: 'delivered' | 'queued_no_subscriber'; eventId: string } | NotFound> {
      return store.change('call', workspaceId, callSid, (call) => {
        const now = clock.now();
        if (call === undefined || !isActive(call, now)) return { keep: call, answer: notFound };
        const eventId = ids.scope(workspaceId).tagged('evt');
        const injection = publish(call, event, eventId, now);
        const subscriberIds = injection.deliveries.map((delivery) => delivery.subscriberId);
        const type = injection.queued ? 'injection.queued' : 'injection.delivered';
        const status = injection.queued ? 'queued_no_subscriber' : 'delivered';
        return {
          keep: call,
          answer: { status, eventId },
          events: [{ type, at: now, workspaceId, callSid, injection, subscriberIds }],
        };
      });
    },

    /** Starts a text session, or finds the one that is active already. */
    async startSession(
      workspaceId: WorkspaceId,
      request: SessionRequest,
    ): Promise<{ status: 'created' | 'already_active'; session: SessionRecord } | NotFound> {
      const { serviceId, channelKind, greeting } = request;
      const entity = await findEntity(workspaceId, request.entity);
      if (entity === undefined || !(await store.get('service', workspaceId, serviceId))) {
        return notFound;
      }
      const place = { serviceId, entityId: entity.entityId, channelKind };
      const idleSeconds =
        (await store.get('workspace', workspaceId, workspaceId))?.sessionIdleSeconds ?? null;

      const started = await store.change('session', workspaceId, placeKey(place), (current) => {
        const now = clock.now();
        if (current !== undefined && isSessionActive(current, now)) {
          return { keep: current, answer: { status: 'already_active' as const, session: current } };
        }
        const session: SessionRecord = {
          ...place,
          conversationId: ids.scope(workspaceId).uuid(),
          createdAt: now,
          lastActivityAt: now,
          idleSeconds,
          closedAt: null,
        };
        const { conversationId } = session;
        return {
          keep: session,
          answer: { status: 'created' as const, session },
          events: [{ type: 'session.created', at: now, workspaceId, conversationId }],
        };
      });
      if (started.status === 'created') {
        const { session } = started;
        await store.change('conversation', workspaceId, session.conversationId, () => ({
          keep: openConversation(session, greeting),
          answer: undefined,
        }));
      }
      return started;
    },

    /** Closes a conversation, and with it its session: the next start there is a new one. */
    async closeConversation(
      workspaceId: WorkspaceId,
      conversationId: string,
    ): Promise<{ status: 'closed' } | NotFound> {
      const now = clock.now();
      const conversation = await store.change(
        'conversation',
        workspaceId,
        conversationId,
        (current) => {
          if (current === undefined || current.closedAt !== null) {
            return { keep: current, answer: undefined };
          }
          current.closedAt = now;
          return {
            keep: current,
            answer: current,
            events: [{ type: 'session.closed', at: now, workspaceId, conversationId }],
          };
        },
      );
      if (conversation === undefined) return notFound;
      await store.change('session', workspaceId, placeKey(conversation), (session) => {
        if (session?.conversationId === conversationId) session.closedAt = now;
        return { keep: session, answer: undefined };
      });
      return { status: 'closed' };
    },
  };

  async function findEntity(
    workspaceId: WorkspaceId,
    named: SessionRequest['entity'],
  ): Promise<EntityRecord | undefined> {
    if ('entityId' in named) return store.get('entity', workspaceId, named.entityId);
    const canonical = await store.get('canonical', workspaceId, named.canonicalId);
    if (canonical === undefined) return undefined;
    const entity = await store.get('entity', workspaceId, canonical.entityId);
    return entity !== undefined && isProjected(entity, clock.now()) ? entity : undefined;
  }

  return world;
}
