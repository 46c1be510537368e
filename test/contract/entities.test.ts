import { describe, expect, it } from 'vitest';
import { control } from '../helpers/control.ts';
import { entities, id, world } from '../helpers/entities.ts';
import { demoKey } from '../helpers/http.ts';
import { problemsOf } from '../helpers/published.ts';
import { ENTITY, NOON, OTHER, SERVICE, WS } from '../helpers/world.ts';

const START = new Date(NOON).toISOString().replace('.000Z', 'Z');

describe('entities', () => {
  it('are listed in order of creation, with what their canonical id says', async () => {
    const { get } = await control();
    const { status, body } = await get(world('entities'));
    expect([status, problemsOf('EntityListResponse', body)]).toEqual([200, []]);
    expect(body).toMatchObject({ total: 2, has_more: false, next_offset: null });
    expect(body.entities).toMatchObject([{ id: ENTITY }, { display_name: 'Sam Demo' }]);
    expect(body.entities[0]).toMatchObject({
      workspace_id: WS,
      entity_type: 'patient',
      display_name: 'Alex Demo',
      name: 'Alex Demo',
      canonical_id: 'charmhealth:Patient:67890',
      phone: '+15550100001',
      email: 'alex.demo@example.com',
      source: 'charmhealth',
      has_projection: true,
      external_ids: {},
      state: {},
      event_count: 0,
      first_seen_at: START,
      last_event_at: null,
      created_at: START,
      updated_at: START,
    });
  });

  it('have the type of their resource in small letters; without one they are a person', async () => {
    const { get, advance } = await entities();
    await advance(10);
    const { text, body } = await get(world('entities'));
    const types = body.entities.map((one: { entity_type: string }) => one.entity_type);
    expect(types).toEqual(['patient', 'practitioner', 'patient', 'person', 'related_person_old']);
    expect(body.entities[3]).toMatchObject({ name: null, canonical_id: null, source: null });
    expect(text).toContain('"confidence":1.0');
  });

  it('are filtered by type, and several types are any of them', async () => {
    const { found } = await entities();
    expect(await found('entities?entity_type=patient')).toEqual([1, 3]);
    expect(await found('entities?entity_type=person&entity_type=practitioner')).toEqual([2, 4]);
    expect(await found('entities?entity_type=Patient')).toEqual([]);
    expect(await found('entities?entity_type=')).toEqual([]);
  });

  it.each([
    ['q=SAM', [1, 2, 3]],
    ['q=practitioner', [2]],
    ['q=epic%3APatient', [3]],
    [`q=${id(4)}`, [4]],
    ['q=%2B1555', [4]],
    ['q=', [1, 2, 3, 4]],
    ['q=nobody', []],
    ['has_projection=true', [1, 2, 3, 4]],
    ['has_projection=false', []],
    ['source=epic', [2, 3]],
    ['source_system=charmhealth', [1]],
    ['fhir_resource_type=Patient', [1, 3]],
    ['fhir_resource_type=Patient&source=epic&q=sam&entity_type=patient', [3]],
  ])('are filtered with %s', async (query, expected) => {
    const { found } = await entities();
    expect(await found(`entities?${query}`)).toEqual(expected);
  });

  it.each([
    ['display_name.asc', [2, 3, 1, 4]],
    ['display_name.desc', [4, 1, 3, 2]],
    ['display_name', [2, 3, 1, 4]],
    ['source.desc,name.asc', [4, 2, 3, 1]],
    ['entity_type.asc,id.desc', [3, 1, 4, 2]],
    ['last_event_at.desc', [1, 2, 3, 4]],
    ['shoe_size.asc', [1, 2, 3, 4]],
    ['name.sideways', [1, 2, 3, 4]],
    ['state.asc', [1, 2, 3, 4]],
    ['', [1, 2, 3, 4]],
  ])('are ordered by %j', async (order, expected) => {
    const { found } = await entities();
    expect(await found(`entities?order=${order}`)).toEqual(expected);
  });

  it('come in pages, by the number of entities before them', async () => {
    const { get } = await entities();
    const page = async (query: string) => {
      const { body } = await get(world(`entities?${query}`));
      const { entities, ...rest } = body;
      return [entities.length, rest];
    };
    expect(await page('limit=3')).toEqual([3, { total: 4, has_more: true, next_offset: 3 }]);
    const last = { total: 4, has_more: false, next_offset: null };
    expect(await page('limit=3&offset=3')).toEqual([1, last]);
    expect(await page('offset=4')).toEqual([0, last]);
    expect(await page(`offset=1${'0'.repeat(400)}`)).toEqual([0, last]);
  });

  it('are none in a workspace that nobody made', async () => {
    const { http } = await entities();
    const { status, body } = await http.get(world('entities', SERVICE)).set(demoKey);
    expect([status, body.entities, body.total]).toEqual([200, [], 0]);
  });
});

describe('an entity whose projection lags', () => {
  it('is not listed, searched or resolved until the lag has passed, but is read at once', async () => {
    const { get, found, resolve, advance } = await entities();
    const read = async () => (await get(world(`entities/${id(5)}`))).body.has_projection;
    const identifiers = { entity_type: 'related_person_old', entity_id: id(5) };
    const views = async () => [
      await found('entities?q=late'),
      await found('search?q=late'),
      (await resolve(identifiers)).body.total,
      await read(),
    ];
    expect(await views()).toEqual([[], [], 0, false]);
    await advance(9.999);
    expect(await views()).toEqual([[], [], 0, false]);
    await advance(0.001);
    expect(await views()).toEqual([[5], [5], 1, true]);
  });
});

describe('reading an entity', () => {
  it('gives all its fields, whatever form its id has', async () => {
    const { get } = await entities();
    const { entities: all } = (await get(world('entities'))).body;
    for (const form of [id(2), id(2).toUpperCase(), `urn:uuid:${id(2)}`, `%7B${id(2)}%7D`]) {
      const { status, body } = await get(world(`entities/${form}`));
      expect([status, problemsOf('EntityResponse', body)]).toEqual([200, []]);
      expect(body).toEqual(all[1]);
    }
  });

  it('does not find an unknown one, nor one of another workspace', async () => {
    const { get } = await entities();
    for (const path of [world(`entities/${SERVICE}`), world(`entities/${id(2)}`, OTHER)]) {
      const { status, body } = await get(path);
      expect([status, body]).toEqual([404, { detail: 'Entity not found.' }]);
    }
  });

  it('refuses what is not a UUID with 422, and can be asked for the published 400', async () => {
    const { get } = await entities();
    const wrong = await get(world('entities/resolve'));
    expect([wrong.status, wrong.body.detail[0].loc]).toEqual([422, ['path', 'entity_id']]);
    const asked = await get(world(`entities/${id(2)}`)).set('prefer', 'code=400');
    expect([asked.status, asked.body]).toEqual([400, { detail: 'Invalid entity ID format.' }]);
  });
});

describe('a wrong request for entities', () => {
  it.each([
    ['entities?limit=0', [['query', 'limit']]],
    [
      'entities?limit=101&offset=-1',
      [
        ['query', 'limit'],
        ['query', 'offset'],
      ],
    ],
    [
      `entities?order=${'x'.repeat(129)}&has_projection=maybe`,
      [
        ['query', 'order'],
        ['query', 'has_projection'],
      ],
    ],
    [`entities?fhir_resource_type=${'x'.repeat(65)}`, [['query', 'fhir_resource_type']]],
    ['search', [['query', 'q']]],
    [
      'search?q=x&confidence_min=1.1&limit=101',
      [
        ['query', 'confidence_min'],
        ['query', 'limit'],
      ],
    ],
  ])('is refused with 422: %.40s', async (path, places) => {
    const { get } = await entities();
    const { status, body } = await get(world(path));
    expect([status, body.detail.map(({ loc }: { loc: string[] }) => loc)]).toEqual([422, places]);
  });

  it.each([
    [{}, ['entity_type']],
    [
      { entity_type: 'Patient', phone: '1', email: 'x', limit: 51 },
      ['entity_type', 'phone', 'email', 'limit'],
    ],
    [{ entity_type: 'patient', external_id: { system: 'Epic' } }, ['external_id', 'external_id']],
  ])('is refused with 422: %j', async (sent, fields) => {
    const { resolve } = await entities();
    const { status, body } = await resolve(sent);
    expect([status, body.detail.map(({ loc }: { loc: string[] }) => loc[1])]).toEqual([
      422,
      fields,
    ]);
  });
});
