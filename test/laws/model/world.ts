/**
 * A world as plainly as it can be said: lists that operations change one after another. It knows nothing of
 * rules, stores or tasks; what time brings, it brings when it is asked to (`time.ts`). All clocks stand still
 * until they are moved.
 */
import type { WorkspaceFixture } from '../../../src/world/seeding/fixture-types.ts';
import { placeCall } from './calls.ts';
import { NOON } from './fixture.ts';

export interface ModelSubscriber {
  readonly id: string;
  readonly kind: 'simulated' | 'live';
  /** Which joining of the call this is: an id may come back. */
  readonly join: number;
  readonly delayMs: number | null;
  /** Its place in `clients`; null for a simulated one. */
  readonly client: number | null;
}

export interface ModelEvent {
  readonly id: string;
  readonly queued: boolean;
}

export interface ModelReceived extends ModelEvent {
  to: readonly ModelSubscriber[];
}

export interface ModelResponse {
  readonly at: number;
  readonly subscriber: string;
  readonly join: number;
  readonly event: string;
}

export interface ModelStep {
  readonly at: number;
  readonly state: string;
  isHeard: boolean;
}

export interface ModelCall {
  readonly sid: string;
  readonly startedAt: number;
  /** `Infinity` when nothing ends it. */
  endsAt: number;
  isEndHeard: boolean;
  readonly steps: ModelStep[];
  joins: number;
  subscribers: ModelSubscriber[];
  queue: ModelEvent[];
  received: ModelReceived[];
  /** Responses that are still to come, and those that came. */
  pending: ModelResponse[];
  responses: ModelResponse[];
}

export interface ModelConversation {
  readonly id: string;
  readonly place: string;
  /** When it ends by idling; `Infinity` when it does not. */
  idlesAt: number;
  readonly idleMs: number;
  isOpen: boolean;
  turns: { readonly role: 'agent' | 'user'; readonly text: string; readonly at: number }[];
  exchanges: number;
  background: {
    readonly at: number;
    readonly text: string;
    readonly turnIndex: number;
    isHeard: boolean;
  }[];
}

export interface ModelFault {
  readonly id: string;
  readonly operation: string | null;
  readonly times: number | null;
  readonly after: number;
  /** `Infinity` when it does not end. */
  readonly until: number;
  readonly limit: { readonly requests: number; readonly windowMs: number } | null;
  readonly createdAt: number;
  seen: number;
  hits: number;
  window: number;
  requests: number;
}

export interface ModelWorkspace {
  readonly id: string;
  readonly idleMs: number;
  /** Milliseconds that its clock shows; null when it lives by the world's. */
  ownTime: number | null;
  services: { readonly id: string; readonly name: string }[];
  entities: {
    readonly id: string;
    readonly canonicalId: string | null;
    readonly foundFrom: number;
  }[];
  keys: { readonly token: string; readonly until: number; lastUsedAt: number | null }[];
  calls: ModelCall[];
  conversations: ModelConversation[];
  faults: ModelFault[];
}

/** A client of a live subscriber. */
export interface ModelClient {
  readonly workspaceId: string;
  readonly sid: string;
  readonly id: string;
  /** An eager one passes on at once what it takes. */
  readonly isEager: boolean;
  held: string[];
  passed: string[];
  ended: string[];
}

export interface ModelWorld {
  time: number;
  readonly workspaces: Map<string, ModelWorkspace>;
  readonly clients: ModelClient[];
  /** The event that a subscriber passed on last, by workspace, call and id. */
  readonly seen: Map<string, string>;
  /** What was announced since the last comparison. */
  heard: string[];
}

export const newWorld = (): ModelWorld => ({
  time: NOON,
  workspaces: new Map(),
  clients: [],
  seen: new Map(),
  heard: [],
});

/** The time of a workspace. */
export const timeOf = (world: ModelWorld, ws: ModelWorkspace): number => ws.ownTime ?? world.time;

/** Something is announced. */
export function hear(world: ModelWorld, ws: string, ...words: (string | number)[]): void {
  world.heard.push([ws.slice(0, 1), ...words].join(' '));
}

/** Makes a workspace, or makes it again, at the world's time. */
export function makeWorkspace(world: ModelWorld, fixture: WorkspaceFixture): void {
  const { time } = world;
  const { workspace_id: id } = fixture;
  const idle = fixture.text_session_idle_seconds ?? null;
  const ws: ModelWorkspace = {
    id,
    idleMs: idle === null ? Infinity : idle * 1000,
    ownTime: null,
    services: (fixture.services ?? []).map((one) => ({ id: one.service_id, name: one.name ?? '' })),
    entities: (fixture.entities ?? []).map((one) => ({
      id: one.entity_id,
      canonicalId: one.canonical_id ?? null,
      foundFrom: time,
    })),
    keys: (fixture.api_keys ?? []).map((one) => ({
      token: one.api_key,
      until: Infinity,
      lastUsedAt: null,
    })),
    calls: [],
    conversations: [],
    faults: [],
  };
  hear(world, id, 'workspace.created');
  world.workspaces.set(id, ws);
  for (const call of fixture.calls ?? []) {
    placeCall(world, ws, {
      sid: call.call_sid as string,
      serviceId: call.service_id ?? null,
      startedSecondsAgo: call.started_seconds_ago ?? 0,
      lengthSeconds: call.length_seconds ?? null,
      steps: (call.timeline ?? []).map((one) => ({ atSeconds: one.at_seconds, state: one.state })),
      agents:
        typeof call.subscribers === 'object'
          ? call.subscribers.map((one) => one.subscriber_id as string)
          : [],
      delaySeconds: 1,
    });
  }
}

/** Its live subscribers hear that a workspace is gone; what they hold stays with them. */
export function workspaceGoes(world: ModelWorld, ws: ModelWorkspace): void {
  hear(world, ws.id, 'workspace.removed');
  for (const { subscribers } of ws.calls) {
    for (const { client } of subscribers) {
      if (client !== null) world.clients[client]?.ended.push('workspace_gone');
    }
  }
}
