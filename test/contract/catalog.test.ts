import { describe, expect, it } from 'vitest';
import { emulate } from '../helpers/http.ts';
import { problemsOf } from '../helpers/published.ts';
import { NOON, SERVICE, WS } from '../helpers/world.ts';

const of = (path: string) => `/v1/${WS}/${path}`;
const START = new Date(NOON).toISOString().replace('.000Z', 'Z');

describe('services', () => {
  it('are listed in the order of the fixture, each with an agent and a context graph', async () => {
    const { get } = await emulate();
    const { status, body } = await get(of('services'));
    expect(status).toBe(200);
    expect(problemsOf('PaginatedResponse_ServiceResponse_', body)).toEqual([]);
    expect(body).toMatchObject({ has_more: false, continuation_token: null, total: 2 });
    expect(body.items).toMatchObject([
      { id: SERVICE, name: 'Front desk', agent_name: 'Front desk agent', created_at: START },
      { name: 'Refill line' },
    ]);
  });

  it('come in pages, searched and sorted', async () => {
    const { get } = await emulate();
    const names = async (query: string) => {
      const { body } = await get(`${of('services')}?${query}`);
      return [body.items.map(({ name }: { name: string }) => name), body.continuation_token];
    };
    expect(await names('limit=1')).toEqual([['Front desk'], 1]);
    expect(await names('limit=1&continuation_token=1')).toEqual([['Refill line'], null]);
    expect(await names('search=REFILL')).toEqual([['Refill line'], null]);
    expect(await names('sort_by=-name')).toEqual([['Refill line', 'Front desk'], null]);
    expect(await names('sort_by=nothing')).toEqual([['Front desk', 'Refill line'], null]);
    expect(await names('is_active=false')).toEqual([[], null]);
  });

  it('are read by id; an unknown one is 404, a wrong one 422', async () => {
    const { get } = await emulate();
    const one = await get(of(`services/${SERVICE.toUpperCase()}`));
    expect(problemsOf('ServiceResponse', one.body)).toEqual([]);
    expect(one.body.id).toBe(SERVICE);
    const unknown = await get(of('services/99999999-9999-4999-8999-999999999999'));
    expect([unknown.status, unknown.body]).toEqual([404, { detail: 'Not found.' }]);
    expect((await get(of('services/x'))).status).toBe(422);
  });

  it('are none in a workspace that nobody made', async () => {
    const { get } = await emulate();
    const { status, body } = await get('/v1/99999999-9999-4999-8999-999999999999/services');
    expect([status, body.items, body.total]).toEqual([200, [], 0]);
  });
});

describe('agents', () => {
  it('are those of the services', async () => {
    const { get } = await emulate();
    const { body } = await get(of('agents'));
    expect(problemsOf('PaginatedResponse_AgentResponse_', body)).toEqual([]);
    const services = (await get(of('services'))).body.items;
    expect(body.items.map(({ id }: { id: string }) => id)).toEqual(
      services.map(({ agent_id }: { agent_id: string }) => agent_id),
    );
    const [first] = body.items;
    expect((await get(of(`agents/${first.id}`))).body).toEqual(first);
    expect((await get(of(`agents/${SERVICE}`))).status).toBe(404);
  });
});
