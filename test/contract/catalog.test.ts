import { describe, expect, it } from 'vitest';
import { emulate } from '../helpers/http.ts';
import { problemsOf } from '../helpers/published.ts';
import { NOON, OTHER, SERVICE, WS } from '../helpers/world.ts';

const of = (path: string) => `/v1/${WS}/${path}`;
const START = new Date(NOON).toISOString().replace('.000Z', 'Z');

const AGENT = 'cccccccc-cccc-4ccc-8ccc-ccccccccccc1';
const NAMELESS = 'cccccccc-cccc-4ccc-8ccc-ccccccccccc2';
const NOBODY = 'cccccccc-cccc-4ccc-8ccc-ccccccccccc3';
const idOf = (n: number) => `dddddddd-dddd-4ddd-8ddd-ddddddddddd${n}`;
/** A workspace with agents and skills of its own. */
const fixture = {
  workspaces: [
    {
      workspace_id: WS,
      agents: [
        { agent_id: AGENT.toUpperCase(), name: 'Ada', description: 'Books appointments.' },
        { agent_id: NAMELESS },
      ],
      services: [
        { service_id: SERVICE, name: 'Triage', agent_id: AGENT, description: 'Answers first.' },
        { service_id: idOf(1), name: 'Front desk', agent_id: NOBODY },
        { service_id: idOf(2), name: 'Refill line' },
      ],
      skills: [
        { skill_id: idOf(3), name: 'Find a Slot (2)' },
        { skill_id: idOf(4), slug: 'old', enabled: false },
      ],
      api_keys: [{ api_key: 'demo-key' }],
    },
  ],
};

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

  it('can be given, and a service names one; the others have one of their own', async () => {
    const { get } = await emulate({ fixture });
    const { body } = await get(of('agents'));
    expect(problemsOf('PaginatedResponse_AgentResponse_', body)).toEqual([]);
    expect(body.items).toMatchObject([
      { id: AGENT, name: 'Ada', description: 'Books appointments.' },
      { id: NAMELESS, name: 'Agent cccccccc', description: '' },
      { id: NOBODY, name: 'Front desk agent' },
      { name: 'Refill line agent' },
    ]);
    const services = (await get(of('services'))).body.items;
    expect(services).toMatchObject([
      { agent_id: AGENT, agent_name: 'Ada', description: 'Answers first.' },
      { agent_id: NOBODY, agent_name: 'Front desk agent' },
      { agent_id: body.items[3].id, agent_name: 'Refill line agent', description: '' },
    ]);
    expect((await get(of(`agents/${AGENT}`))).body).toEqual(body.items[0]);
    expect((await get(of('agents?search=APPOINTMENTS'))).body.items).toHaveLength(1);
  });
});

describe('skills', () => {
  it('are those of the fixture, in its order, with all published fields', async () => {
    const { get } = await emulate();
    const { status, body } = await get(of('skills'));
    expect(status).toBe(200);
    expect(problemsOf('PaginatedResponse_SkillResponse_', body)).toEqual([]);
    expect(body).toMatchObject({ has_more: false, continuation_token: null, total: 2 });
    expect(body.items).toMatchObject([
      { slug: 'book_appointment', name: 'Book an appointment', enabled: true, created_at: START },
      { slug: 'refill_prescription', input_schema: { required: ['medication'] } },
    ]);
    expect(
      (await get(`/v1/${OTHER}/skills`).set({ authorization: 'Bearer other-key' })).body.items,
    ).toEqual([]);
  });

  it('come in pages, filtered, searched and sorted', async () => {
    const { get } = await emulate({ fixture });
    const slugs = async (query: string) => {
      const { body } = await get(`${of('skills')}?${query}`);
      return body.items.map(({ slug }: { slug: string }) => slug);
    };
    expect(await slugs('')).toEqual(['find_a_slot_2', 'old']);
    expect(await slugs('enabled=true')).toEqual(['find_a_slot_2']);
    expect(await slugs('enabled=no')).toEqual(['old']);
    expect(await slugs('search=SLOT')).toEqual(['find_a_slot_2']);
    expect(await slugs('sort_by=-slug')).toEqual(['old', 'find_a_slot_2']);
    expect(await slugs('limit=1&continuation_token=1')).toEqual(['old']);
    expect((await get(of('skills?limit=101'))).status).toBe(422);
  });

  it('have an input schema and a name where the fixture gives none', async () => {
    const { get } = await emulate({ fixture });
    const { body } = await get(of('skills'));
    expect(body.items[1]).toMatchObject({
      name: 'Skill dddddddd',
      input_schema: { type: 'object', properties: {} },
    });
  });
});

describe('given agents and skills', () => {
  it('are in a snapshot, and a reset brings them back', async () => {
    const { http, get } = await emulate({ fixture });
    const before = [(await get(of('agents'))).body, (await get(of('skills'))).body];
    const snapshot = (await http.get(`/_emulator/workspaces/${WS}/snapshot?secrets=true`)).body;
    const now = async () => [(await get(of('agents'))).body, (await get(of('skills'))).body];
    await http.post(`/_emulator/workspaces/${WS}/reset`);
    expect(await now()).toEqual(before);
    await http.put('/_emulator/snapshot').send(snapshot);
    expect(await now()).toEqual(before);
  });

  it('may be missing in a snapshot that was taken before there were any', async () => {
    const { http, get } = await emulate();
    const { body } = await http.get(`/_emulator/workspaces/${WS}/snapshot?secrets=true`);
    const { agents: _, skills: __, services, ...old } = body.workspaces[0];
    const oldServices = services.map(
      ({ serviceId, name }: { serviceId: string; name: string }) => ({
        serviceId,
        name,
      }),
    );
    await http
      .put('/_emulator/snapshot')
      .send({ ...body, workspaces: [{ ...old, services: oldServices }] });
    expect((await get(of('agents'))).body.items).toMatchObject([{ name: 'Front desk agent' }, {}]);
    expect((await get(of('skills'))).body.items).toEqual([]);
  });

  it('have an id each: a second one with it is refused with its path', async () => {
    const agents = [{ agent_id: AGENT }, { agent_id: AGENT }];
    const { http } = await emulate();
    const refused = await http.post('/_emulator/workspaces').send({ template: { agents } });
    expect(refused.status).toBe(422);
    expect(JSON.stringify(refused.body)).toContain('agent_id');
  });
});
