import { describe, expect, it } from 'vitest';
import { entities, id, world } from '../helpers/entities.ts';
import { problemsOf } from '../helpers/published.ts';

describe('searching entities', () => {
  it('finds a text in names, in any case, the best match first', async () => {
    const { found } = await entities();
    expect(await found('search?q=sAm')).toEqual([3, 1, 2]);
    expect(await found('search?q=epic')).toEqual([]);
    expect(await found('search?q=')).toEqual([4, 1, 2, 3]);
  });

  it.each([
    ['entity_type=patient', [3, 1]],
    ['source=epic', [3, 2]],
    ['confidence_min=1', [3, 1, 2]],
    ['confidence_min=0.5&entity_type=patient&source=charmhealth', [1]],
    ['limit=1&offset=1', [1]],
  ])('is narrowed with %s', async (query, expected) => {
    const { found } = await entities();
    expect(await found(`search?q=sam&${query}`)).toEqual(expected);
  });

  it('says where the next page begins', async () => {
    const { get } = await entities();
    const { body } = await get(world('search?q=sam&limit=2'));
    expect(body).toMatchObject({ total: 3, has_more: true, next_offset: 2 });
  });
});

describe('resolving an entity', () => {
  it.each([
    [{ entity_id: id(1).toUpperCase() }, 'entity_id'],
    [{ canonical_id: 'charmhealth:Patient:1' }, 'canonical_id'],
    [{ external_id: { system: 'charmhealth', value: '1' } }, 'external_id'],
    [{ external_id: { system: 'any', value: 'charmhealth:Patient:1' } }, 'external_id'],
  ])('finds it by %j', async (identifier, kind) => {
    const { resolve } = await entities();
    const { status, body } = await resolve({ entity_type: 'patient', ...identifier });
    expect([status, problemsOf('EntityResolveResponse', body)]).toEqual([200, []]);
    expect(body).toMatchObject({
      matches: [{ entity_id: id(1), entity_type: 'patient', confidence: 1, matched_on: [kind] }],
      total: 1,
    });
  });

  it.each([
    [{ phone: '+15550100004' }, ['phone']],
    [{ email: 'kim.cho@example.com' }, ['email']],
    [{ email: 'KIM.CHO@EXAMPLE.COM', phone: '+15550100004' }, ['phone', 'email']],
    [{ phone: '+1555', email: 'kim@example.com' }, undefined],
  ])('finds it by phone number or e-mail address: %j', async (identifiers, kinds) => {
    const { resolve } = await entities();
    const [match] = (await resolve({ entity_type: 'person', ...identifiers })).body.matches;
    expect(match?.matched_on).toEqual(kinds);
    if (kinds === undefined) return;
    expect(match.summary).toMatchObject({ phone: '+15550100004', email: 'Kim.Cho@Example.com' });
  });

  it('shows a summary; the canonical id is in it only if the entity was found by that', async () => {
    const { resolve } = await entities();
    const summary = async (identifiers: object) =>
      (await resolve({ entity_type: 'patient', ...identifiers })).body.matches[0].summary;
    const canonical_id = 'charmhealth:Patient:1';
    const name = 'Sam Park';
    const rest = { external_ids: {}, tags: [], event_count: 0, last_event_at: null, mrn: null };
    expect(await summary({ entity_id: id(1) })).toMatchObject({
      display_name: name,
      name,
      canonical_id: null,
      ...rest,
    });
    expect(await summary({ canonical_id })).toMatchObject({ name, canonical_id, ...rest });
  });

  it('finds all that have one of the identifiers, most matching ones first', async () => {
    const { resolve } = await entities();
    const identifiers = {
      entity_type: 'patient',
      entity_id: id(3),
      canonical_id: 'charmhealth:Patient:1',
      external_id: { system: 'epic', value: '1' },
    };
    const { body } = await resolve(identifiers);
    expect(body.matches).toMatchObject([
      { entity_id: id(3), matched_on: ['entity_id', 'external_id'] },
      { entity_id: id(1), matched_on: ['canonical_id'] },
    ]);
    const one = await resolve({ ...identifiers, limit: 1 });
    expect([one.body.matches.length, one.body.total]).toEqual([1, 1]);
  });

  it('finds only entities of the type that is asked for', async () => {
    const { resolve } = await entities();
    const { status, body } = await resolve({ entity_type: 'person', entity_id: id(1) });
    expect([status, body]).toEqual([200, { matches: [], total: 0 }]);
  });

  it('needs an identifier: without one it is a 400', async () => {
    const { resolve } = await entities();
    for (const body of [{}, { phone: null, external_id: null }]) {
      const answer = await resolve({ entity_type: 'patient', ...body });
      expect([answer.status, answer.body]).toEqual([
        400,
        { detail: 'No identifier provided or invalid input.' },
      ]);
    }
  });
});
