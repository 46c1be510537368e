/** The types for calls of an embedded workspace. */
import type { CallInfo, InjectionInfo } from '../observe/workspace-info.ts';
import type { ReceivedEvent } from '../world/live-subscribers.ts';
import type { CallOptions, SubscriberOptions } from '../world/resources/calls.ts';

/** A simulated agent that has subscribed to a call. */
export interface AttachedSubscriber {
  /** Its id on the call, for `detachSubscriber`. */
  readonly subscriberId: string;
  /** How many queued events were delivered to it at once. */
  readonly drained: number;
}

/** Settings of `subscribe`. */
export interface SubscribeOptions {
  /**
   * Called with what `receive` throws or rejects with. Default: the first such error is kept, and leaving
   * rejects with it.
   */
  readonly onError?: (error: unknown) => void;
}

/** The methods for the calls of a workspace. */
export interface WorkspaceCalls {
  /**
   * Places a call. It is active at once, unless its length is over already.
   *
   * @returns the call as it is now
   * @throws `TypeError` or `RangeError` for a value of the wrong type or out of range
   * @throws `Error` when the `callSid` or a `subscriberId` is taken, the service does not exist, or the
   * workspace has 200,000 calls
   * @example
   * ```ts
   * const { callSid } = await workspace.placeCall({ subscribers: 1, lengthSeconds: 300 });
   * ```
   */
  placeCall(options?: CallOptions): Promise<CallInfo>;
  /**
   * Reads a call as it is now, active or ended.
   *
   * @throws `Error` when the workspace has no such call
   */
  readCall(callSid: string): Promise<CallInfo>;
  /** Lists all calls, ended ones too, in the order in which they were placed. */
  listCalls(): Promise<CallInfo[]>;
  /**
   * Puts an active call into a state, from now on.
   *
   * @param state any text
   * @returns the call as it is now
   * @throws `TypeError` or `RangeError` when `state` is not a text of at most 100,000 characters
   * @throws `Error` when the call is not active, or its timeline has 1,000 steps
   */
  setCallState(callSid: string, state: string): Promise<CallInfo>;
  /**
   * Ends an active call. Events that are still queued expire.
   *
   * @returns the call as it is now
   * @throws `Error` when the call is not active
   */
  endCall(callSid: string): Promise<CallInfo>;
  /**
   * Adds a simulated agent to an active call. Queued events are delivered to it at once.
   *
   * @throws `TypeError` or `RangeError` for a value of the wrong type or out of range
   * @throws `Error` when the call is not active, the `subscriberId` is on the call already, or the call has
   * 1,000 subscribers
   * @example
   * ```ts
   * const { subscriberId, drained } = await workspace.attachSubscriber(callSid, {
   *   responseDelaySeconds: 2,
   * });
   * ```
   */
  attachSubscriber(callSid: string, options?: SubscriberOptions): Promise<AttachedSubscriber>;
  /**
   * Subscribes to an active call: the test itself is the voice agent.
   *
   * An event counts as received once `receive` was called with it, whatever `receive` throws.
   *
   * @param receive called with the queued events first, then with each event as it is delivered
   * @returns a function that leaves the call; without `onError` it rejects with the first error of `receive`
   * @throws `Error` when the call is not active, or has 1,000 subscribers
   * @example
   * ```ts
   * const received: string[] = [];
   * const leave = await workspace.subscribe(callSid, (event) => received.push(event.message));
   * // … the code under test injects …
   * await leave();
   * ```
   */
  subscribe(
    callSid: string,
    receive: (event: ReceivedEvent) => void,
    options?: SubscribeOptions,
  ): Promise<() => Promise<void>>;
  /**
   * Removes a subscriber from a call, simulated or live.
   *
   * @throws `Error` when it is not on the call
   */
  detachSubscriber(callSid: string, subscriberId: string): Promise<void>;
  /**
   * Lists the accepted events of one call, or of all calls, oldest first. A call keeps its 1,000 newest
   * delivered events, and all that are queued.
   *
   * @throws `Error` when a given call does not exist
   */
  injections(callSid?: string): Promise<InjectionInfo[]>;
}
