/** A thousand streams at once: how long they take, how soon each begins, what they cost in memory. */
import { Agent, request } from 'node:http';
import { type Server, serveEmulator } from './process.ts';
import { median } from './statistics.ts';

const STREAMS = 1000;
const TOKENS = 50;
const TOKEN_DELAY_MS = 20;
const WS = '11111111-1111-4111-8111-111111111111';
const SERVICE = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa1';

/** What was seen. */
export interface StreamFigures {
  readonly streams: number;
  readonly frames: number;
  /** What the slowest would take if nothing but the pacing took time. */
  readonly pacedMs: number;
  readonly slowestMs: number;
  readonly medianFirstFrameMs: number;
  readonly residentMb: { readonly before: number; readonly during: number; readonly after: number };
}

const agent = new Agent({ keepAlive: true, maxSockets: STREAMS });

function post(
  server: Server,
  path: string,
  body: object,
  onData: (text: string) => void = () => undefined,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${server.url}${path}`,
      {
        method: path.endsWith('/script') ? 'PUT' : 'POST',
        agent,
        headers: { authorization: 'Bearer demo-key', 'content-type': 'application/json' },
      },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (part: string) => {
          text += part;
          onData(part);
        });
        answer.on('end', () => resolve(text));
        answer.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}

/** Measures it. */
export async function measureStreams(): Promise<StreamFigures> {
  const server = await serveEmulator();
  const plane = `/_emulator/workspaces/${WS}`;
  const text = Array.from({ length: TOKENS }, (_, i) => `word${i}`).join(' ');

  await post(server, `${plane}/script`, {
    rules: [{ match: { exact: 'talk' }, reply: { text, token_delay_ms: TOKEN_DELAY_MS } }],
  });

  const conversations: string[] = [];
  for (let i = 0; i < STREAMS; i++) {
    const entity = `eeeeeeee-eeee-4eee-8eee-${i.toString(16).padStart(12, '0')}`;
    await new Promise<void>((resolve, reject) => {
      const sent = request(
        `${server.url}${plane}/entities/${entity}`,
        { method: 'PUT', agent, headers: { 'content-type': 'application/json' } },
        (answer) => answer.resume().on('end', () => resolve()),
      );
      sent.on('error', reject);
      sent.end('{}');
    });
    const started = await post(server, `/v1/${WS}/sessions/start`, {
      service_id: SERVICE,
      entity_id: entity,
      channel_kind: 'web',
    });
    conversations.push((JSON.parse(started) as { conversation_id: string }).conversation_id);
  }

  const before = server.residentMb();
  const firsts: number[] = [];
  const began = performance.now();
  let during = before;
  const sampler = setInterval(() => {
    during = Math.max(during, server.residentMb());
  }, 50);
  const texts = await Promise.all(
    conversations.map((id) => {
      let heard = false;
      return post(server, `/v1/${WS}/conversations/${id}/turns/stream`, { message: 'talk' }, () => {
        if (!heard) firsts.push(performance.now() - began);
        heard = true;
      });
    }),
  );
  const slowestMs = performance.now() - began;
  clearInterval(sampler);
  const frames = texts.reduce((sum, one) => sum + (one.match(/^event: /gm)?.length ?? 0), 0);
  const whole = texts.every((one) => one.includes(`"text":${JSON.stringify(text)}`));
  if (frames !== STREAMS * (TOKENS + 2) || !whole) throw new Error('a stream was not whole');
  const after = server.residentMb();
  await server.close();
  agent.destroy();
  return {
    streams: STREAMS,
    frames,
    pacedMs: TOKENS * TOKEN_DELAY_MS,
    slowestMs,
    medianFirstFrameMs: median(firsts),
    residentMb: { before, during, after },
  };
}
