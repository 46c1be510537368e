/** Lines to a stream that may be read slowly, or not at all. */
import { limits } from '../../world/limits.ts';

/** What is needed of a stream such as stdout. */
export interface LineSink {
  /** Bytes that wait to be read. */
  readonly writableLength: number;
  write(text: string): boolean;
  /** `drain` comes once nothing waits any more. */
  once(event: 'drain', listener: () => void): unknown;
}

/**
 * Writes whole lines and never waits. When more than `limits.logBacklogBytes` wait to be read, further
 * lines are dropped until the reader has read what waits; then one line, made by `droppedLine`, says how
 * many are missing.
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
