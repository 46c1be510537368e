/** A stream of events over a raw socket: one that can stop reading, half-close, and break. */
import { connect, type Socket } from 'node:net';
import { createParser } from 'eventsource-parser';

/** An event as it came. */
export interface StreamedEvent {
  readonly id: string | undefined;
  readonly event: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into data of every shape
  readonly data: any;
}

/** Reads a response in chunks as it comes. */
function responseReader() {
  const now = {
    head: '',
    events: [] as StreamedEvent[],
    comments: [] as string[],
    /** Every `id:` line, those of comments too. */
    ids: [] as string[],
    /** Whether the body is complete. */
    whole: false,
  };
  const decoder = new TextDecoder();
  const parser = createParser({
    onEvent: ({ id, event, data }) => now.events.push({ id, event, data: JSON.parse(data) }),
    onComment: (comment) => now.comments.push(comment.trim()),
  });
  let rest: Buffer = Buffer.alloc(0);
  let hasHead = false;

  /** Takes the next chunk off what has come; false when not all of it has. */
  function takeChunk(): boolean {
    const line = rest.indexOf('\r\n');
    if (line === -1) return false;
    const size = Number.parseInt(rest.subarray(0, line).toString('latin1'), 16);
    const end = line + 2 + size;
    if (rest.length < end + 2) return false;
    const text = decoder.decode(rest.subarray(line + 2, end), { stream: true });
    for (const [, id] of text.matchAll(/^id: (.*)$/gm)) now.ids.push(id as string);
    parser.feed(text);
    now.whole = size === 0;
    rest = rest.subarray(end + 2);
    return true;
  }
  return {
    now,
    feed(part: Buffer) {
      rest = Buffer.concat([rest, part]);
      const split = hasHead ? -1 : rest.indexOf('\r\n\r\n');
      if (split !== -1) {
        now.head = rest.subarray(0, split).toString('latin1');
        rest = rest.subarray(split + 4);
        hasHead = true;
      }
      while (hasHead && !now.whole && takeChunk());
    },
  };
}

/** Opens a stream. With `reading: false` nothing is read from the start. */
export function rawStream(
  port: number,
  path: string,
  {
    headers = {},
    reading = true,
    method = 'GET',
  }: { headers?: Record<string, string>; reading?: boolean; method?: string } = {},
) {
  const reader = responseReader();
  const watchers = new Set<() => void>();
  const socket: Socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => {});
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(
    `${method} /_emulator${path} HTTP/1.1\r\nhost: localhost\r\n${lines.join('')}\r\n`,
    'latin1',
  );
  const changed = () => {
    for (const watch of [...watchers]) watch();
  };
  socket.on('data', (part) => {
    reader.feed(part);
    changed();
  });
  if (!reading) socket.pause();
  let isClosed = false;
  const closed = new Promise<void>((resolve) => {
    socket.on('end', () => socket.end());
    socket.on('close', () => {
      isClosed = true;
      resolve();
      changed();
    });
  });

  /** What has come so far. */
  const seen = () => reader.now;

  /** Resolves once a condition holds; rejects when the connection closes before. */
  const until = (condition: (now: ReturnType<typeof seen>) => boolean) =>
    new Promise<void>((resolve, reject) => {
      const watch = () => {
        const now = seen();
        if (!condition(now)) {
          if (isClosed) reject(new Error(`closed after ${JSON.stringify(now.comments)}`));
          return;
        }
        watchers.delete(watch);
        resolve();
      };
      watchers.add(watch);
      watch();
    });

  return {
    socket,
    closed,
    seen,
    until,
    /** Resolves once the first block has come. */
    opened: () => until(({ comments }) => comments.length > 0),
    messages: () => seen().events.map((one) => one.data.message as string),
  };
}
