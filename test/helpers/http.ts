/** An emulator on a real socket for a test file, and the requests that most tests make. */
import supertest from 'supertest';
import { onTestFinished } from 'vitest';
import type { EmulatorOptions } from '../../src/emulator.ts';
import type { ListenOptions } from '../../src/http/server.ts';
import type { World } from '../../src/world/world.ts';
import { startTarget } from './targets/target.ts';
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

/** What a test finds instead of the inside of an emulator that is built. */
function hidden<T extends object>(): T {
  return new Proxy({} as T, {
    get(_, name) {
      throw new Error(`.${String(name)} is inside the emulator: move it to a *.sources.test.ts`);
    },
  });
}

/**
 * Starts the emulator that this run is about (`targets/target.ts`), with the demo world and a frozen clock;
 * it is closed after the test. `emulator`, `server` and `world` are there in `*.sources.test.ts` alone.
 */
export async function emulate(options: EmulatorOptions = {}, listenOptions: ListenOptions = {}) {
  const started = await startTarget(
    { clock: { frozenAt: NOON }, seed: 'test', ...options },
    listenOptions,
  );
  let isOpen = true;
  const stop = (): Promise<void> => {
    isOpen = false;
    return started.close();
  };
  onTestFinished(() => (isOpen ? stop() : undefined));
  const { url, port } = started;
  const { emulator, server } = started.inside ?? { emulator: hidden(), server: hidden() };
  return {
    emulator,
    server,
    world: started.inside === undefined ? hidden<World>() : emulator.world,
    port,
    url,
    http: supertest(url),
    /** A GET with the demo's key. */
    get: (path: string) => supertest(url).get(path).set(demoKey),
    /** A POST of JSON with the demo's key. */
    post: (path: string, body: object | string) =>
      supertest(url)
        .post(path)
        .set(demoKey)
        .set('content-type', 'application/json')
        .send(typeof body === 'string' ? body : JSON.stringify(body)),
    /** Stops it before the test ends. */
    stop,
  };
}
