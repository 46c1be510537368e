import { describe, expect, it } from 'vitest';
import { createContract } from '../../src/contract/pipeline.ts';
import { defaultSwitches } from '../../src/contract/pydantic/switches.ts';
import { inject as operation } from '../../src/contract/sessions/inject.ts';
import { createRequestHandler } from '../../src/http/handle-request.ts';
import { createLog } from '../../src/http/log.ts';
import { createJournal } from '../../src/observe/journal.ts';
import { createOpenStreams } from '../../src/observe/open-streams.ts';
import { limits } from '../../src/world/limits.ts';
import { CALL_1, paths } from '../helpers/http.ts';
import { demoWorld, WS } from '../helpers/world.ts';

const params = { workspace_id: WS, call_sid: CALL_1 };

/** The contract over the demo's world, and its log. */
async function contract() {
  const world = await demoWorld();
  const lines: string[] = [];
  const log = createLog('json', (line) => lines.push(line));
  const handle = createRequestHandler({
    contract: createContract(world, createOpenStreams(new AbortController().signal)),
    wire: defaultSwitches,
    world,
    journal: createJournal(world.journal),
    log,
  });
  const inject = (headers: Record<string, string>, gone?: AbortSignal) =>
    handle.operation(operation, params, {
      scheme: 'http',
      verb: 'POST',
      target: paths.inject(),
      headers: { authorization: 'Bearer k', 'content-type': 'application/json', ...headers },
      readBody: async () => Buffer.from('{"message":"x"}'),
      ...(gone && { gone: () => gone }),
    });
  const received = async () => (await world.readCall(WS, CALL_1))?.received.length;
  return { world, lines, inject, received };
}

describe('a delayed request', () => {
  it('does not wait in a workspace that does not exist, where a frozen clock would never end it', async () => {
    const { inject, world } = await contract();
    await world.removeWorkspace(WS);
    expect((await inject({ prefer: 'delay=1000' })).response.status).toBe(404);
  });

  it('does not wait when too many requests are waiting, and the log says so', async () => {
    const { world, lines, inject, received } = await contract();
    const waiting = Array.from({ length: limits.delayedRequests }, () =>
      inject({ prefer: 'code=503, delay=1000' }),
    );
    // By now all of them wait.
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(lines).toEqual([]);

    const { response } = await inject({ prefer: 'delay=1000' });
    expect(response.status).toBe(200);
    expect(await received()).toBe(1);
    expect(JSON.parse(lines[0] as string)).toMatchObject({
      status: 200,
      why: `its delay was skipped: ${limits.delayedRequests} requests wait already`,
    });

    await world.advanceClock(null, 1);
    const statuses = (await Promise.all(waiting)).map((reply) => reply.response.status);
    expect(new Set(statuses)).toEqual(new Set([503]));
    const later = inject({ prefer: 'delay=1000' });
    await new Promise((resolve) => setImmediate(resolve));
    await world.advanceClock(null, 1);
    expect((await later).response.why).toBeUndefined();
  });

  it('does not wait for a delay of over a day', async () => {
    const { inject } = await contract();
    const { response } = await inject({ prefer: `delay=${limits.delayMs + 1}` });
    expect(response.status).toBe(200);
  });

  it('takes effect at once when its client disconnects', async () => {
    const { inject, received } = await contract();
    const client = new AbortController();
    const reply = inject({ prefer: 'delay=1000' }, client.signal);
    await new Promise((resolve) => setImmediate(resolve));
    expect(await received()).toBe(0);
    client.abort();
    expect((await reply).response.status).toBe(200);
    expect(await received()).toBe(1);
  });
});
