/** The accepted events of a call, with what has happened to each of them. */
import { incorporations } from './agent-responses.ts';
import { endsAt } from './calls.ts';
import type { CallDetails, Injection, Received, Subscriber } from './channel.ts';

/** An accepted event at a time. */
export interface InjectionState {
  readonly injection: Injection;
  /** When a call ends, its queued events become `expired` (decided). */
  readonly status: 'delivered' | 'queued' | 'expired';
  /** When it was delivered, in milliseconds, and to whom; null if it was not. */
  readonly delivery: { readonly at: number; readonly to: readonly Subscriber[] } | null;
  /** When the response of an agent incorporated it, in milliseconds; null if none did. */
  readonly incorporatedAt: number | null;
}

/** The events in the queue of a call, oldest first. */
export function queueStates(call: CallDetails, now: number): InjectionState[] {
  const status = now < endsAt(call) ? 'queued' : 'expired';
  return call.queue.map((injection) => ({
    injection,
    status,
    delivery: null,
    incorporatedAt: null,
  }));
}

/** All kept events of a call: the received ones, oldest first, then those in the queue. */
export function injectionStates(call: CallDetails, now: number): InjectionState[] {
  const incorporated = incorporations(call, now);
  const delivered = (one: Received): InjectionState => ({
    injection: one,
    status: 'delivered',
    delivery: { at: one.deliveredAt, to: one.to },
    incorporatedAt: incorporated.get(one.eventId) ?? null,
  });
  return [...call.received.map(delivered), ...queueStates(call, now)];
}
