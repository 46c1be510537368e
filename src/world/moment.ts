/** A moment that repeats its draws when a rule runs again, for stores that run a rule more than once. */
import type { Draws } from './ports/ids.ts';
import type { Moment } from './ports/store.ts';

/** A moment that can be rewound. */
export interface ReplayableMoment extends Moment {
  /** Repeats all draws from the beginning, in the same order. */
  rewind(): void;
}

/** Records draws so that they can be repeated. */
function remembering(draws: () => Draws): { readonly draws: Draws; rewind(): void } {
  const drawn: (string | number)[] = [];
  let next = 0;
  function once<T extends string | number>(draw: () => T): T {
    if (next === drawn.length) drawn.push(draw());
    return drawn[next++] as T;
  }
  return {
    draws: {
      uuid: () => once(() => draws().uuid()),
      callSid: () => once(() => draws().callSid()),
      tagged: (prefix) => once(() => draws().tagged(prefix)),
      secret: () => once(() => draws().secret()),
      chance: () => once(() => draws().chance()),
    },
    rewind() {
      next = 0;
    },
  };
}

/** Makes a moment replayable. */
export function replayable(moment: Moment): ReplayableMoment {
  const own = remembering(() => moment);
  const keys = remembering(() => moment.keys);
  return {
    ...own.draws,
    now: moment.now,
    worldNow: moment.worldNow,
    workspaces: moment.workspaces,
    keys: keys.draws,
    rewind() {
      own.rewind();
      keys.rewind();
    },
  };
}
