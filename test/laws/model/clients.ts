/** Clients of live subscribers, some of which do not pass on what they take. */
import type { LiveClient, ReceivedEvent } from '../../../src/world/live-subscribers.ts';

/** A client, and what has become of its events. */
export interface TestClient extends LiveClient {
  /** Taken and not passed on. */
  readonly held: ReceivedEvent[];
  /** The ids of what it passed on. */
  readonly passed: string[];
  readonly over: string[];
  /** Passes on what it holds. */
  passOn(): void;
}

/**
 * A client; an eager one passes on at once. A stopped one passes nothing on. One that is detached while it
 * holds something gives it back.
 */
export function createClient(
  isEager: boolean,
  giveBack: (events: readonly ReceivedEvent[]) => void = () => undefined,
): TestClient {
  const held: ReceivedEvent[] = [];
  const passed: string[] = [];
  const over: string[] = [];
  let isStopped = false;
  function passOn(): void {
    if (!isStopped) passed.push(...held.splice(0).map((one) => one.eventId));
  }
  return {
    held,
    passed,
    over,
    passOn,
    receive(event) {
      held.push(event);
      if (isEager) passOn();
    },
    stop() {
      isStopped = true;
      return held.splice(0);
    },
    ended(why) {
      over.push(why);
      if (why !== 'detached') return;
      isStopped = true;
      giveBack(held.splice(0));
    },
    failed(error) {
      throw error;
    },
  };
}
