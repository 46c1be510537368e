/** One command to a Redis or Valkey server, on a connection of its own: for what a test does to the server itself. */
import { connect } from 'node:net';

/** A reply of the protocol RESP2. */
export type Reply = string | number | null | readonly Reply[];

/** Reads a reply from the start of a text, where each character is a byte; undefined when it is not complete. */
function readReply(text: string, from = 0): { reply: Reply; end: number } | undefined {
  const line = text.indexOf('\r\n', from);
  if (line === -1) return undefined;
  const [kind, value, end] = [text[from], text.slice(from + 1, line), line + 2];
  if (kind === '-') throw new Error(value);
  if (kind === ':') return { reply: Number(value), end };
  if (kind === '+') return { reply: value, end };
  const size = Number(value);
  if (size === -1) return { reply: null, end };
  if (kind === '$') {
    if (text.length < end + size + 2) return undefined;
    const bytes = Buffer.from(text.slice(end, end + size), 'latin1');
    return { reply: bytes.toString('utf8'), end: end + size + 2 };
  }
  const items: Reply[] = [];
  let at = end;
  for (let i = 0; i < size; i++) {
    const item = readReply(text, at);
    if (item === undefined) return undefined;
    items.push(item.reply);
    at = item.end;
  }
  return { reply: items, end: at };
}

/** A command as bytes. */
export const encodeCommand = (parts: readonly string[]): string =>
  `*${parts.length}\r\n${parts.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`).join('')}`;

/** Sends a command and resolves with its reply. Rejects with the server's error, or when the connection breaks. */
export function redisCommand(
  { port, password }: { readonly port: number; readonly password?: string | undefined },
  ...parts: readonly string[]
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const commands = password === undefined ? [parts] : [['AUTH', password], parts];
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.setEncoding('latin1');
    socket.on('data', (data) => {
      text += data;
      try {
        let [last, at]: [Reply | undefined, number] = [undefined, 0];
        for (const _ of commands) {
          const read = readReply(text, at);
          if (read === undefined) return;
          [last, at] = [read.reply, read.end];
        }
        resolve(last ?? null);
      } catch (error) {
        reject(error);
      }
      socket.end();
    });
    socket.once('error', reject);
    socket.once('close', () =>
      reject(new Error(`the connection closed before ${parts[0]} replied`)),
    );
    socket.write(commands.map(encodeCommand).join(''));
  });
}
