import { expect, it } from 'vitest';
import { control } from '../helpers/control.ts';
import { paths, startBody } from '../helpers/http.ts';
import { ENTITY, SERVICE } from '../helpers/world.ts';

it('adds a service with a generated id, or refuses an id that is taken', async () => {
  const { ctl, at } = await control();
  const added = await ctl.post(at('/services'), { name: 'Front desk' });
  expect(added).toMatchObject({ status: 201, body: { name: 'Front desk' } });
  expect((await ctl.get(at('/services'))).body).toContainEqual(added.body);
  const taken = await ctl.post(at('/services'), { service_id: SERVICE });
  expect([taken.status, taken.body.detail]).toEqual([409, `service_id ${SERVICE} is taken.`]);
});

it('adds an entity with a generated id, or refuses one of its ids that is taken', async () => {
  const { ctl, at } = await control();
  const added = await ctl.post(at('/entities'), { canonical_id: 'a:b:c' });
  expect(added).toMatchObject({ status: 201, body: { canonical_id: 'a:b:c', projected: true } });
  const same = await ctl.post(at('/entities'), { canonical_id: 'a:b:c' });
  expect([same.status, same.body.detail]).toEqual([409, 'canonical_id a:b:c is taken.']);
  const taken = await ctl.post(at('/entities'), { entity_id: ENTITY });
  expect([taken.status, taken.body.detail]).toEqual([409, `entity_id ${ENTITY} is taken.`]);
});

it('reads a conversation with its turns, also when it is over', async () => {
  const { ctl, at, post } = await control();
  const { body } = await post(paths.start(), { ...startBody, greeting: 'Hello.' });
  const path = at(`/conversations/${body.conversation_id}`);
  expect(await ctl.get(path)).toMatchObject({
    status: 200,
    body: {
      conversation_id: body.conversation_id,
      closed_at: null,
      turns: [{ role: 'agent', text: 'Hello.', at: expect.any(String) }],
    },
  });
  await ctl.post(at(`/sessions/${body.conversation_id}/close`));
  expect((await ctl.get(path)).body.closed_at).not.toBeNull();
  expect((await ctl.get(at(`/conversations/${crypto.randomUUID()}`))).status).toBe(404);
});
