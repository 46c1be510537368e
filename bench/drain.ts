/**
 * Reads long answers without looking into them: a client that parses each would measure itself. Each
 * connection asks again as soon as its answer is whole, which the `content-length` tells.
 */
import { connect } from 'node:net';
import { type Asked, headersOf } from './client.ts';

/** What was read. */
export interface Drained {
  /** Answers a second; the part of one that had come when time was up counts as that part. */
  readonly perSecond: number;
  readonly answers: number;
  readonly bytes: number;
}

function bytesOf(port: number, asked: Asked): Buffer {
  const body = asked.body ?? '';
  const headers = { host: `127.0.0.1:${port}`, ...headersOf(asked) };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const length = asked.body === undefined ? [] : [`content-length: ${Buffer.byteLength(body)}`];
  const head = [`${asked.method} ${asked.path} HTTP/1.1`, ...lines, ...length].join('\r\n');
  return Buffer.from(`${head}\r\n\r\n${body}`);
}

/** Reads for so many seconds, and until each connection has had an answer on average. */
export function drain(
  port: number,
  asked: Asked,
  { connections, seconds }: { connections: number; seconds: number },
): Promise<Drained> {
  const request = bytesOf(port, asked);
  let answers = 0;
  let bytes = 0;
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const sockets = Array.from({ length: connections }, () => {
      const socket = connect(port, '127.0.0.1');
      socket.setNoDelay(true);
      let left = 0;
      let whole = 0;
      let head = '';
      const ask = () => socket.write(request);
      socket.on('connect', ask);
      socket.on('data', (data: Buffer) => {
        bytes += data.length;
        let body = data.length;
        if (left === 0) {
          head += data.toString('latin1');
          const end = head.indexOf('\r\n\r\n');
          if (end === -1) return;
          const length = /\r\ncontent-length: (\d+)/i.exec(head.slice(0, end))?.[1];
          if (!head.startsWith('HTTP/1.1 200') || length === undefined) {
            return reject(new Error(`not an answer of known length: ${head.slice(0, end)}`));
          }
          whole = Number(length);
          left = whole;
          body = head.length - end - 4;
          head = '';
        }
        left -= body;
        answers += body / whole;
        if (left === 0) ask();
      });
      socket.on('error', reject);
      return socket;
    });
    const finish = () => {
      // A list that takes longer than the time given would otherwise count as no answer at all.
      if (answers < connections) return void setTimeout(finish, 10);
      const took = (performance.now() - began) / 1000;
      for (const socket of sockets) socket.destroy();
      resolve({ perSecond: answers / took, answers, bytes });
    };
    setTimeout(finish, seconds * 1000);
  });
}
