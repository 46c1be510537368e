/** Live subscribers over raw sockets, and what is asked about their calls over HTTP. */
import { expect, onTestFinished } from 'vitest';
import { control, type Json } from './control.ts';
import { CALL_2, paths } from './http.ts';
import { sendBytes } from './raw.ts';
import { rawStream } from './raw-stream.ts';
import { WS } from './world.ts';

/** The path of a call's live subscribers. */
export const live = (call = CALL_2) => `/workspaces/${WS}/calls/${call}/events`;
/** So many numbers, from 0. */
export const numbers = (count: number) =>
  Array.from({ length: count }, (_, number) => String(number));
/** A message of 4.9 kB that begins with its number. */
export const long = (number: string) => `${number} `.padEnd(4_900, 'x');
export const numberOf = (message: string) => message.split(' ')[0] as string;

/** An emulator, and raw clients that are closed after the test. */
export async function emulate(options: Parameters<typeof control>[0] = {}) {
  const emulation = await control(options);
  const { port, post, ctl, at } = emulation;
  const readCall = async (call = CALL_2): Promise<Json> =>
    (await ctl.get(at(`/calls/${call}`))).body;
  return {
    ...emulation,
    raw: (path: string, how: Parameters<typeof rawStream>[2] = {}) => {
      const client = rawStream(port, path, how);
      onTestFinished(() => void client.socket.destroy());
      return client;
    },
    inject: async (message: string, call = CALL_2): Promise<Json> =>
      (await post(paths.inject(call), { message })).body,
    /** Injects messages in a row over one connection, much faster than one after the other. */
    injectAll: async (messages: readonly string[], call = CALL_2): Promise<void> => {
      const requests = messages.map((message, at) => {
        const body = JSON.stringify({ message });
        const connection = at === messages.length - 1 ? 'close' : 'keep-alive';
        return `POST ${paths.inject(call)} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer demo-key\r\nconnection: ${connection}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
      });
      const responses = (await sendBytes(port, requests.join(''))).toString('latin1');
      expect(responses.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(messages.length);
    },
    readCall,
    queued: async (call = CALL_2): Promise<string[]> =>
      (await readCall(call)).queue.map((one: Json) => numberOf(one.message)),
    subscribers: async (call = CALL_2): Promise<string[]> =>
      (await readCall(call)).subscribers.map((one: Json) => one.subscriber_id),
    happened: (type: string) => ctl.post('/wait', { type, call_sid: CALL_2, timeout_ms: 20_000 }),
  };
}
