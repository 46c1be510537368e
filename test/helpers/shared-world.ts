/** Processes of the built command that share one world on a real server. */
import { onTestFinished } from 'vitest';
import { startEmulator } from './command.ts';
import type { Json } from './control.ts';
import { type LossyProxy, startLossyProxy } from './lossy-proxy.ts';
import { rawStream } from './raw-stream.ts';
import { type Redis, startRedis } from './redis-server.ts';
import { WS } from './world.ts';

/** One process. Paths of `control` are below the demo workspace. */
export interface SharedProcess {
  readonly port: number;
  /** SIGSTOP, SIGCONT, SIGKILL. */
  signal(name: NodeJS.Signals): void;
  /** A request to the public API, below the demo workspace's sessions. */
  api(path: string, body?: object): Promise<{ status: number; body: Json }>;
  /** A request to the control plane. */
  control(method: string, path: string, body?: object): Promise<{ status: number; body: Json }>;
  /** Waits for events of the demo workspace. */
  wait(pattern: object): Promise<Json>;
  /** Subscribes to a call. */
  subscribe(callSid: string, lastEventId?: string): ReturnType<typeof rawStream>;
}

/** A shared world. */
export interface SharedWorld {
  readonly processes: readonly [SharedProcess, SharedProcess, SharedProcess];
  readonly redis: Redis;
  /** What the processes take for the server. */
  readonly proxy: LossyProxy;
}

/** Starts three processes over a new server. Everything ends with the test. */
export async function startSharedWorld(flags: readonly string[] = []): Promise<SharedWorld> {
  const redis = await startRedis({ appendOnly: true });
  onTestFinished(() => redis.stop());
  const proxy = await startLossyProxy(redis.url);
  onTestFinished(() => proxy.stop());
  const start = () => startProcess(['--store', proxy.url, ...flags]);
  return { processes: [await start(), await start(), await start()], redis, proxy };
}

async function startProcess(flags: readonly string[]): Promise<SharedProcess> {
  const { child, url } = await startEmulator([...flags]);
  const port = Number(new URL(url).port);
  async function send(method: string, path: string, body?: object) {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: 'Bearer demo-key', 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as Json) };
  }
  return {
    port,
    signal: (name) => void child.kill(name),
    api: (path, body) =>
      send(body === undefined ? 'GET' : 'POST', `/v1/${WS}/sessions/${path}`, body),
    control: (method, path, body) => send(method, `/_emulator/workspaces/${WS}${path}`, body),
    wait: async (pattern) =>
      (await send('POST', '/_emulator/wait', { workspace_id: WS, ...pattern })).body,
    subscribe(callSid, lastEventId) {
      const stream = rawStream(port, `/workspaces/${WS}/calls/${callSid}/events`, {
        headers: lastEventId === undefined ? {} : { 'last-event-id': lastEventId },
      });
      onTestFinished(() => void stream.socket.destroy());
      return stream;
    },
  };
}
