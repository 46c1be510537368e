/**
 * WebSockets over raw connections: handshakes that are right or nearly, frames that are right, wrong or cut, and an end at
 * an odd time. What is sent is written byte by byte here, because a library would refuse to send most of it.
 */
import { connect, type Socket } from 'node:net';
import { bytesOf, PATIENCE_MS, type WireRequest } from './client.ts';
import type { Names } from './known.ts';
import { demo } from './opening.ts';
import type { Random } from './random.ts';
import { mutate, textOf, wildValue } from './values.ts';

/**
 * How it went: `opened` or `refused` by the handshake; `closed` by either side; `late`, not answered in time; `not closed`
 * although both sides had a reason to.
 */
export type SocketEnd = 'opened' | 'refused' | 'closed' | 'late' | 'not closed';

/** One WebSocket under attack. */
export interface AttackedSocket {
  readonly handshake: WireRequest;
  /** Resolves once there is a response to the handshake, or not in time. */
  readonly answered: Promise<SocketEnd>;
  /** Resolves once the connection is closed, or not in time. */
  readonly ended: Promise<SocketEnd>;
}

const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

interface Frame {
  readonly opcode: number;
  readonly payload: Uint8Array;
  /** The first byte without the opcode: FIN and the reserved bits. Default: a whole frame. */
  readonly bits?: number;
  /** Whether the payload is masked, as a client must. Default: true. */
  readonly isMasked?: boolean;
  /** The length to claim. Default: that of the payload. */
  readonly length?: number;
}

/** The bytes of a frame. The mask is zero: it changes nothing. */
function frameBytes({
  opcode,
  payload,
  bits = 0x80,
  isMasked = true,
  length = payload.length,
}: Frame) {
  const mask = isMasked ? 0x80 : 0;
  let head: Buffer;
  if (length < 126) head = Buffer.from([bits | opcode, mask | length]);
  else if (length < 0x10000) {
    head = Buffer.from([bits | opcode, mask | 126, length >> 8, length & 0xff]);
  } else {
    head = Buffer.alloc(10);
    head[0] = bits | opcode;
    head[1] = mask | 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, Buffer.alloc(isMasked ? 4 : 0), payload]);
}

const text = (value: string): Frame => ({ opcode: opcodes.text, payload: Buffer.from(value) });

/** The payload of a closing frame. */
function closing(code: number, reason = ''): Frame {
  const payload = Buffer.alloc(2 + reason.length);
  payload.writeUInt16BE(code, 0);
  payload.write(reason, 2, 'latin1');
  return { opcode: opcodes.close, payload };
}

/** A frame that a client may send. */
function rightFrame(random: Random): Frame {
  const message = random.pick(['hello', 'pharmacy?', 'Grüße 🎉', 'x'.repeat(9_000), 'later']);
  return random.pick<Frame>([
    text(JSON.stringify({ type: 'message', text: message })),
    text(JSON.stringify({ type: 'message', text: message })),
    text(JSON.stringify({ type: 'stop' })),
    { opcode: opcodes.ping, payload: Buffer.from('ping') },
    { opcode: opcodes.pong, payload: Buffer.alloc(0) },
  ]);
}

/** A frame that no client should send. */
function wrongFrame(random: Random): Frame {
  const bytes = Buffer.from(Array.from({ length: random.below(200) }, () => random.below(256)));
  return random.pick<() => Frame>([
    () => text(textOf(mutate({ type: 'message', text: 'hi' }, random))),
    () => text(textOf(wildValue(random, 'text'))),
    () => text(''),
    () => ({ opcode: opcodes.text, payload: bytes }),
    () => ({ opcode: opcodes.binary, payload: bytes }),
    () => ({ opcode: opcodes.continuation, payload: bytes }),
    () => ({ opcode: opcodes.text, payload: Buffer.from('{"type":'), bits: 0 }),
    () => ({ opcode: opcodes.ping, payload: Buffer.alloc(126) }),
    () => ({ opcode: 3 + random.below(5), payload: bytes }),
    () => ({ opcode: opcodes.text, payload: bytes, bits: 0x80 | (random.below(8) << 4) }),
    () => ({ opcode: opcodes.text, payload: bytes, isMasked: false }),
    () => ({
      opcode: opcodes.text,
      payload: bytes,
      length: random.pick([2 ** 20 + 1, 2 ** 40, 300]),
    }),
    () => closing(random.pick([0, 999, 1000, 1005, 1006, 1015, 3000, 4999, 65_535]), 'x'),
    () => ({ opcode: opcodes.close, payload: Buffer.from([3]) }),
    () => text('x'.repeat(2 ** 20 + 1)),
  ])();
}

/** A target with a query that is right, or has one thing wrong. */
function targetOf(known: Names, random: Random): string {
  const workspace = random.pick(known.workspace_id);
  const call = encodeURIComponent(random.pick(known.call_sid));
  const query = new URLSearchParams({ service_id: random.pick(demo.services) });
  if (random.chance(0.7)) query.set('entity_id', random.pick(demo.entities));
  if (random.chance(0.3) && known.conversation_id.length > 0) {
    query.set('conversation_id', random.pick(known.conversation_id));
  }
  if (random.chance(0.3)) query.set('tool_events', random.pick(['true', '0', 'maybe', '']));
  if (random.chance(0.1)) query.set('token', random.pick(['demo-key', '', '\u00ff']));
  if (random.chance(0.1)) query.delete(random.pick([...query.keys()]));
  if (random.chance(0.1)) query.append(random.pick([...query.keys(), 'x']), random.uuid());
  if (random.chance(0.05))
    query.set(random.pick([...query.keys(), 'x']), random.pick(['x', '__proto__', '{}']));
  return random.pick([
    `/v1/${workspace}/sessions/connect?${query}`,
    `/agent/text-stream?workspace_id=${workspace}&${query}`,
    `/v1/${workspace}/observers/${call}/ws`,
    `/v1/${random.pick(['%00', 'x', random.uuid()])}/observers/${call}/ws?${query}`,
  ]);
}

function handshakeOf(known: Names, random: Random, id: string): WireRequest {
  const odd = (probability: number, right: string, ...wrong: readonly string[]): string =>
    random.chance(probability) ? random.pick(wrong) : right;
  const headers: [string, string][] = [
    ['x-request-id', id],
    ['upgrade', odd(0.03, 'websocket', 'WebSocket', 'h2c', 'websocket, x')],
    ['connection', odd(0.03, 'Upgrade', 'upgrade, keep-alive', 'close')],
    ['sec-websocket-version', odd(0.03, '13', '8', '', 'x')],
    ['sec-websocket-key', odd(0.03, 'AAAAAAAAAAAAAAAAAAAAAA==', '', 'x', 'AAAA')],
    [
      'sec-websocket-protocol',
      odd(0.1, 'auth, demo-key', 'auth', 'auth, ', ',', 'x', 'auth,\u00ff'),
    ],
  ];
  if (random.chance(0.05)) headers.push(['sec-websocket-extensions', 'permessage-deflate; x=1']);
  if (random.chance(0.03)) headers.splice(1 + random.below(headers.length - 1), 1);
  const body = Buffer.alloc(0);
  return { method: 'GET', target: targetOf(known, random), headers, body };
}

/** Sends frames, and ends the connection in some way. True if the other side has to close it, too. */
async function converse(
  socket: Socket,
  random: Random,
  heard: () => Promise<void>,
): Promise<boolean> {
  let isRight = true;
  for (let left = random.below(6); left > 0 && socket.writable; left--) {
    const isNextRight = random.chance(0.6);
    const frame = frameBytes(isNextRight ? rightFrame(random) : wrongFrame(random));
    isRight &&= isNextRight;
    if (random.chance(0.05)) {
      socket.write(frame.subarray(0, random.below(frame.length)));
      socket.destroy();
      return false;
    }
    socket.write(frame);
    if (random.chance(0.5)) await heard();
  }
  if (random.chance(0.3)) {
    socket.destroy();
    return false;
  }
  socket.write(frameBytes(closing(random.pick([1000, 1001, 4000]))));
  // After a wrong frame, the closing one may be taken for a part of it.
  if (!isRight || random.chance(0.3)) socket.end();
  return true;
}

/** Opens a WebSocket and attacks it. Rejects never. */
export function attackSocket(
  port: number,
  known: Names,
  random: Random,
  id: string,
): AttackedSocket {
  const handshake = handshakeOf(known, random, id);
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.on('error', () => socket.destroy());
  let wake = (): void => {};
  let head = '';
  /** Resolves when more has come, or soon. */
  const heard = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, 5);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const closed = new Promise<SocketEnd>((resolve) => socket.once('close', () => resolve('closed')));
  const answer = new Promise<SocketEnd>((resolve) => {
    socket.on('data', (data) => {
      if (head.length < 12) head += data.toString('latin1');
      if (head.length >= 12) resolve(head.startsWith('HTTP/1.1 101') ? 'opened' : 'refused');
      wake();
    });
    void closed.then(() => resolve('refused'));
  });
  const after = <T>(ms: number, what: T): Promise<T> =>
    new Promise((resolve) => setTimeout(() => resolve(what), ms).unref());

  socket.write(bytesOf(handshake));
  if (random.chance(0.05)) socket.write(frameBytes(rightFrame(random)));
  if (random.chance(0.05)) socket.destroy();
  const ended = answer.then(async (first): Promise<SocketEnd> => {
    if (first !== 'opened') {
      socket.destroy();
      return first;
    }
    const mustClose = await converse(socket, random, heard);
    // What it still sends is read: a closing frame comes last.
    socket.resume();
    const end = mustClose
      ? await Promise.race([closed, after<SocketEnd>(PATIENCE_MS, 'not closed')])
      : 'closed';
    socket.destroy();
    return end;
  });
  return {
    handshake,
    answered: Promise.race([answer, after<SocketEnd>(PATIENCE_MS, 'late')]),
    ended,
  };
}
