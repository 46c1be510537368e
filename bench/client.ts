/** A plain client, for what is set up and what is read back; load comes from elsewhere. */
import { Agent, request } from 'node:http';
import type { Server } from './process.ts';

/** The demo's workspace, and what it holds. */
export const WS = '11111111-1111-4111-8111-111111111111';
/** A call of the demo that somebody listens to. */
export const CALL = 'CA00000000000000000000000000000001';
/** A service of the demo. */
export const SERVICE = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa1';
/** An entity of the demo. */
export const ENTITY = 'eeeeeeee-eeee-4eee-8eee-eeeeeeeeeee1';

/** One request, as every client here takes it. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
}

/** The headers that go with a request. */
export const headersOf = ({ body }: Asked): Record<string, string> => ({
  authorization: 'Bearer demo-key',
  ...(body !== undefined && { 'content-type': 'application/json' }),
});

/** A request that brings JSON. */
export const asks = (method: string, path: string, body?: object): Asked => ({
  method,
  path,
  ...(body !== undefined && { body: JSON.stringify(body) }),
});

/** The path of an injection. */
export const injectPath = (ws: string, call: string) => `/v1/${ws}/sessions/${call}/inject`;
/** An injection into a call of the demo that somebody listens to: delivered, and small. */
export const smallInject = asks('POST', injectPath(WS, CALL), {
  message: 'The 3 pm slot is taken, offer 4 pm.',
});
/** The list of a workspace's calls. */
export const activeOf = (ws: string) => asks('GET', `/v1/${ws}/sessions/active`);

/** What came back. */
export interface Got {
  readonly status: number;
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[];
  readonly text: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 2_000 });

/** Closes the connections that `send` keeps. */
export const hangUp = (): void => agent.destroy();

/** Sends it and gives the whole answer; `onData` hears each part as it comes. `through`: other connections. */
export function send(
  server: Server,
  asked: Asked,
  onData: (text: string) => void = () => undefined,
  through: Agent = agent,
): Promise<Got> {
  return new Promise((resolve, reject) => {
    const { method, path, body } = asked;
    const sent = request(
      `${server.url}${path}`,
      { method, agent: through, headers: headersOf(asked) },
      (answer) => {
        const parts: string[] = [];
        answer.setEncoding('utf8');
        answer.on('data', (part: string) => {
          parts.push(part);
          onData(part);
        });
        answer.on('end', () =>
          resolve({
            status: answer.statusCode as number,
            rawHeaders: answer.rawHeaders,
            text: parts.join(''),
          }),
        );
        answer.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** As `send`, for what must succeed: gives the JSON. */
export async function sendFor<Json>(server: Server, asked: Asked): Promise<Json> {
  const { status, text } = await send(server, asked);
  if (status >= 300) throw new Error(`${asked.method} ${asked.path}: ${status} ${text}`);
  return JSON.parse(text) as Json;
}

/** Makes an empty workspace and gives its id. */
export async function newWorkspace(server: Server): Promise<string> {
  const made = asks('POST', '/_emulator/workspaces', { template: 'empty' });
  return (await sendFor<{ workspace_id: string }>(server, made)).workspace_id;
}

/** Places so many calls alike in a workspace and gives their ids. */
export async function placeCalls(
  server: Server,
  ws: string,
  count: number,
  more: object = {},
): Promise<string[]> {
  const ids: string[] = [];
  for (let left = count; left > 0; left -= 1_000) {
    const placed = asks('POST', `/_emulator/workspaces/${ws}/calls`, {
      count: Math.max(2, Math.min(1_000, left)),
      ...more,
    });
    for (const call of await sendFor<{ call_sid: string }[]>(server, placed)) {
      ids.push(call.call_sid);
    }
  }
  return ids;
}
