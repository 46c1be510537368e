/** Writes lines to a stream that may be read slowly, or not at all. */
import { limits } from '../../world/limits.ts';

/** The part of a stream such as stdout that is used here. */
export interface LineSink {
  /** Unread bytes. */
  readonly writableLength: number;
  write(text: string): boolean;
  /** `drain` is emitted when everything was read. */
  once(event: 'drain', listener: () => void): unknown;
}

/**
 * Writes whole lines and never waits. While more than `limits.logBacklogBytes` are unread, further lines are
 * dropped. When everything was read, one line made by `droppedLine` says how many are missing.
 */
export function lineWriter(
  sink: LineSink,
  droppedLine: (count: number) => string,
): (line: string) => void {
  let dropped = 0;
  const resume = (): void => {
    const line = droppedLine(dropped);
    dropped = 0;
    sink.write(`${line}\n`);
  };
  return (line) => {
    if (dropped === 0 && sink.writableLength <= limits.logBacklogBytes) {
      sink.write(`${line}\n`);
    } else if (++dropped === 1) {
      sink.once('drain', resume);
    }
  };
}
