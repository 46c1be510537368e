/** A moment whose draws are the same again when a rule runs again: for stores that run rules more than once. */
import type { Draws } from './ports/ids.ts';
import type { Moment } from './ports/store.ts';

/** A moment that can begin again. */
export interface ReplayableMoment extends Moment {
  /** From now on it draws again what it has drawn, in the same order. */
  rewind(): void;
}

/** Remembers what is drawn of some draws. */
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

/** The moment, remembered. */
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
