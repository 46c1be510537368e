/** Steps of the walk over what an application calls beside a session: entities, calls, runs, conversations. */
import { isDeepStrictEqual } from 'node:util';
import type { Json } from './client.ts';
import { byAge, isOn, type Model, type ModelCall, publish, takesTurns } from './model.ts';
import type { Random } from './random.ts';
import { type Ask, anything } from './walk-ask.ts';

/** The most items of a page. */
const PAGE = 100;

/** The steps over one workspace. */
export function neighbourSteps(ws: string, model: Model, random: Random, ask: Ask) {
  const api = `/v1/${ws}`;
  /** The ids of runs, by the call sid that they are of: learned from a list. */
  const runIds = new Map<string, string>();
  const isProjected = ({ projectedAt }: { projectedAt: number }) => projectedAt <= model.now;
  const statusOf = (call: ModelCall) => (isOn(model, call) ? 'in-progress' : 'completed');

  async function listCalls(): Promise<void> {
    const calls = byAge(model).reverse();
    const expected = calls.slice(0, PAGE).map((call) => [call.sid, statusOf(call)]);
    const body = (found: Json) =>
      found.total === calls.length &&
      isDeepStrictEqual(
        found.items.map((one: Json) => [one.call_sid, one.status]),
        expected,
      );
    await ask('GET', `${api}/calls?limit=${PAGE}`, undefined, { status: 200, body });
  }

  async function readCall(): Promise<void> {
    const call = random.pick(byAge(model));
    const target = `${api}/calls/${call?.sid ?? 'unknown'}`;
    if (call === undefined) return void (await ask('GET', target, undefined, unknownCall));
    const body = (found: Json) =>
      found.status === statusOf(call) && found.service_id === call.service;
    await ask('GET', target, undefined, { status: 200, body });
  }

  async function countFleet(): Promise<void> {
    const active = byAge(model).filter((call) => isOn(model, call)).length;
    const body = (found: Json) => found.allocated === active;
    await ask('GET', `${api}/sessions/fleet-status`, undefined, { status: 200, body });
  }

  async function listRuns(): Promise<void> {
    const live = [
      ...byAge(model).filter((call) => isOn(model, call)),
      ...[...model.conversations.values()].filter((one) => takesTurns(model, one)),
    ].map((one) => ('sid' in one ? one.sid : one.id));
    const body = (found: Json) => {
      const sources = found.items.map((one: Json) => one.source_call_sid ?? one.run_id);
      for (const one of found.items) runIds.set(one.source_call_sid, one.run_id);
      return found.has_more || isDeepStrictEqual(sources.sort(), live.sort());
    };
    await ask('GET', `${api}/runs?status=live&limit=200`, undefined, { status: 200, body });
  }

  async function guide(): Promise<void> {
    const call = random.pick(byAge(model));
    const runId = runIds.get(call?.sid ?? '');
    if (call === undefined || runId === undefined) return;
    const message = `guidance ${random.uuid()}`;
    const expected = isOn(model, call)
      ? { status: 200, body: { status: publish(model, call, message), run_id: runId } }
      : { status: 404, body: anything };
    const body = { operator_id: random.uuid(), message };
    await ask('POST', `${api}/runs/${runId}/guidance`, body, expected);
  }

  async function readEntity(): Promise<void> {
    const entity = random.pick([...model.entities.values()]);
    if (entity === undefined) return;
    const body = (found: Json) =>
      found.canonical_id === entity.canonical && found.has_projection === isProjected(entity);
    await ask('GET', `${api}/world/entities/${entity.id}`, undefined, { status: 200, body });
  }

  async function findEntities(): Promise<void> {
    const all = [...model.entities.values()];
    const total = all.filter(isProjected).length;
    const counted = (found: Json) => found.total === total;
    const list = `${api}/world/entities?limit=1`;
    await ask('GET', list, undefined, { status: 200, body: counted });
    const entity = random.pick(all);
    if (entity === undefined) return;
    const matches = isProjected(entity) ? [entity.id] : [];
    const body = (found: Json) =>
      isDeepStrictEqual(
        found.matches.map((one: Json) => one.entity_id),
        matches,
      );
    const wanted = { entity_type: 'patient', canonical_id: entity.canonical };
    await ask('POST', `${api}/world/entities/resolve`, wanted, { status: 200, body });
  }

  async function createConversation(): Promise<void> {
    const entity = random.chance(0.9) ? random.pick([...model.entities.values()]) : undefined;
    const service = random.chance(0.9) ? random.pick([...model.services]) : random.uuid();
    const wanted = { service_id: service, entity_id: entity?.id ?? random.uuid() };
    if (entity === undefined || !model.services.has(service)) {
      const detail = 'Service or entity not found.';
      const refused = { status: 404, body: { detail } };
      return void (await ask('POST', `${api}/conversations`, wanted, refused));
    }
    const body = (found: Json) => !model.conversations.has(found.id) && found.turn_count === 1;
    const made = await ask('POST', `${api}/conversations`, wanted, { status: 201, body });
    if (typeof made?.id !== 'string') return;
    model.conversations.set(made.id, {
      id: made.id,
      place: `${service} ${entity.id}`,
      createdAt: model.now,
      lastAt: model.now,
      closed: false,
      texts: [made.turns[0].text],
    });
  }

  return [
    listCalls,
    readCall,
    countFleet,
    listRuns,
    guide,
    guide,
    readEntity,
    findEntities,
    createConversation,
  ];
}

const unknownCall = { status: 404, body: { detail: 'Call not found' } };
