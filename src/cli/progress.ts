/** One line on a terminal that says how far a long task is. Loaded only where a task may take long. */
import { hostTime } from '../world/ports/clock.ts';

/** Milliseconds after which a task is long. */
const LONG_MS = 1_000;
/** Milliseconds between two lines. */
const REWRITE_MS = 100;

/** A task under way. */
export interface Progress {
  /** So many of its steps are done. */
  at(done: number): void;
  /** It has ended: clears the line. */
  end(): void;
}

/** Where the line goes, and what time it is. */
interface Place {
  /** Nothing is written unless it is a terminal. Default: stderr. */
  readonly stream?: { readonly isTTY?: boolean; write(text: string): unknown };
  /** Milliseconds. Default: the host's time. */
  readonly now?: () => number;
  /** The variable `CI`, which tells that nobody looks. Default: that of this process. */
  readonly ci?: string | undefined;
}

const count = (number: number): string => number.toLocaleString('en');

/**
 * Begins a task of `total` steps. From its second on it has a line, such as `checks: 12 of 60, about 5 s left`, that
 * rewrites itself.
 */
export function createProgress(
  what: string,
  total: number,
  { stream = process.stderr, now = hostTime, ci = process.env.CI }: Place = {},
): Progress {
  const isShown = stream.isTTY === true && (ci ?? '') === '';
  const began = now();
  let written: number | undefined;
  return {
    at(done) {
      if (!isShown) return;
      const at = now();
      const ms = at - began;
      if (ms < LONG_MS || (written !== undefined && at - written < REWRITE_MS)) return;
      written = at;
      const left =
        done === 0
          ? ''
          : `, about ${count(Math.ceil(((ms / done) * (total - done)) / 1000))} s left`;
      // The end of a longer line before it is cleared.
      stream.write(`\r${what}: ${count(done)} of ${count(total)}${left}\u001b[K`);
    },
    end() {
      if (written !== undefined) stream.write('\r\u001b[K');
    },
  };
}
