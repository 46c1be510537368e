/** An emulator on a real socket for a test file, and the requests that most tests make. */
import supertest from 'supertest';
import { afterEach } from 'vitest';
import { createEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator.ts';
import type { ListenOptions } from '../../src/server.ts';
import { ENTITY, NOON, SERVICE, WS } from './world.ts';

export const CALL_1 = 'CA00000000000000000000000000000001';
export const CALL_2 = 'CA00000000000000000000000000000002';
export const CALL_4 = 'CA00000000000000000000000000000004';

/** The paths of the three operations. */
export const paths = {
  active: (workspace = WS) => `/v1/${workspace}/sessions/active`,
  inject: (call = CALL_1, workspace = WS) => `/v1/${workspace}/sessions/${call}/inject`,
  start: (workspace = WS) => `/v1/${workspace}/sessions/start`,
};

/** A body that `start` takes. */
export const startBody = { service_id: SERVICE, entity_id: ENTITY, channel_kind: 'web' };

/** The header of the demo's key. */
export const demoKey = { authorization: 'Bearer demo-key' };

const open = new Set<Emulator>();
afterEach(async () => {
  for (const emulator of open) await emulator.close();
  open.clear();
});

/** Starts an emulator with the demo world and a frozen clock; it is closed after the test. */
export async function emulate(options: EmulatorOptions = {}, listenOptions: ListenOptions = {}) {
  const emulator = await createEmulator({ clock: { frozenAt: NOON }, seed: 'test', ...options });
  open.add(emulator);
  const server = await emulator.listen(listenOptions);
  return {
    emulator,
    server,
    world: emulator.world,
    port: server.port,
    url: server.url,
    http: supertest(server.url),
    /** A GET with the demo's key. */
    get: (path: string) => supertest(server.url).get(path).set(demoKey),
    /** A POST of JSON with the demo's key. */
    post: (path: string, body: object | string) =>
      supertest(server.url)
        .post(path)
        .set(demoKey)
        .set('content-type', 'application/json')
        .send(typeof body === 'string' ? body : JSON.stringify(body)),
  };
}
