/** Where `exec` writes: its log to a file or to stderr, which the command shares, and its own lines to stderr. */
import { createWriteStream, openSync, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { createLog, droppedLine, jsonLine, type Log, type LogMode } from '../../http/log.ts';
import { hasColors } from '../colors.ts';
import { lineWriter } from './line-writer.ts';
import { createRecentLog } from './recent-log.ts';

/** What `exec` writes. */
export interface ExecLog {
  /** The log itself: for a file, for stderr, or one that keeps its last lines. */
  readonly log: Log;
  /** The last lines of a log that is written nowhere. */
  readonly recent: readonly string[];
  /** Resolves when all lines are written. */
  close(): Promise<void>;
}

/** A line of `exec` itself: a JSON object with `--log json`, whose readers expect nothing else. */
export function complainIn(mode: LogMode): (line: string) => void {
  return (line) => {
    const text = mode === 'json' ? jsonLine('note', { text: line }) : `sessions-emulator: ${line}`;
    process.stderr.write(`${text}\n`);
  };
}

/**
 * Opens the log. With a file and no mode, the mode is `pretty`. Throws the system's error when the file cannot be
 * written; an existing file is replaced.
 */
export function openExecLog(asked: LogMode, file: string | undefined): ExecLog {
  if (file !== undefined) {
    const mode = asked === 'silent' ? 'pretty' : asked;
    const stream: WriteStream = createWriteStream(file, { fd: openSync(file, 'w') });
    // A full disk must not end the command.
    stream.on('error', () => {});
    const write = lineWriter(stream, (count) => droppedLine(mode, count));
    return {
      // Without the colours of a terminal.
      log: createLog(mode, write),
      recent: [],
      async close() {
        stream.end();
        await finished(stream).catch(() => undefined);
      },
    };
  }
  const prefix = asked === 'json' ? '' : 'sessions-emulator: ';
  const write = lineWriter(process.stderr, (count) => droppedLine(asked, count));
  const { log, lines: recent } =
    asked === 'silent'
      ? createRecentLog()
      : {
          log: createLog(asked, (line) => write(`${prefix}${line}`), hasColors(process.stderr)),
          lines: [],
        };
  return {
    log,
    recent,
    close: async () => undefined,
  };
}
