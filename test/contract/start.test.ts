import { describe, expect, it } from 'vitest';
import { emulate, paths, startBody } from '../helpers/http.ts';
import { ENTITY, OTHER, SERVICE, WS } from '../helpers/world.ts';

const byName = {
  service_id: SERVICE,
  canonical_id: 'charmhealth:Patient:67890',
  channel_kind: 'web',
};

describe('POST start', () => {
  it('creates a session', async () => {
    const { post } = await emulate();
    const answer = await post(paths.start(), startBody);
    expect(answer.status).toBe(201);
    expect(answer.text).toMatch(
      /^\{"conversation_id":"[0-9a-f-]{36}","session_status":"created","channel_kind":"web","entity_id":"eeeeeeee-eeee-4eee-8eee-eeeeeeeeeee1","service_id":"aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa1","created_at":"2026-03-01T09:30:00\+00:00"\}$/,
    );
  });

  it('finds the active one, with its first id and time, by either name of the entity', async () => {
    const { post, world } = await emulate();
    const { body: first } = await post(paths.start(), byName);
    await world.advanceClock(null, 1.234567);
    const second = await post(paths.start(), { ...startBody, greeting: 'ignored' });
    expect(second.status).toBe(201);
    expect(second.body).toEqual({ ...first, session_status: 'already_active' });
  });

  it('creates another once the conversation is closed, at its own time', async () => {
    const { post, world } = await emulate();
    const { body: first } = await post(paths.start(), startBody);
    await world.closeConversation(WS, first.conversation_id);
    await world.advanceClock(null, 1.234567);
    const { body: second } = await post(paths.start(), startBody);
    expect(second.session_status).toBe('created');
    expect(second.conversation_id).not.toBe(first.conversation_id);
    expect(second.created_at).toBe('2026-03-01T09:30:01.234567+00:00');
  });

  it('opens the conversation with the greeting, or lets the agent greet', async () => {
    const { post, world } = await emulate();
    const { body: one } = await post(paths.start(), { ...startBody, greeting: 'Welcome back.' });
    const { body: two } = await post(paths.start(), {
      ...startBody,
      service_id: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa2',
    });
    const firstWords = async (id: string) => (await world.readConversation(WS, id))?.turns[0]?.text;
    expect(await firstWords(one.conversation_id)).toBe('Welcome back.');
    expect(await firstWords(two.conversation_id)).toBe('Hello! How can I help you today?');
  });

  it('writes ids in lower case with hyphens, whatever form came in', async () => {
    const { post } = await emulate();
    const entity_id = `{${ENTITY.toUpperCase()}}`;
    const { body } = await post(paths.start(), { ...startBody, entity_id });
    expect(body.entity_id).toBe(ENTITY);
  });

  it('does not find an unknown service or entity, nor those of another workspace', async () => {
    const { post } = await emulate();
    const unknown = '99999999-9999-4999-8999-999999999999';
    for (const [path, body] of [
      [paths.start(), { ...startBody, service_id: unknown }],
      [paths.start(), { ...startBody, entity_id: unknown }],
      [paths.start(), { ...byName, canonical_id: 'no:such:one' }],
      [paths.start(OTHER), startBody],
    ] as const) {
      const answer = await post(path, body);
      expect([answer.status, answer.text]).toEqual([
        404,
        '{"detail":"Service or entity not found."}',
      ]);
    }
  });

  it('does not find a canonical id before its projection', async () => {
    const fixture = {
      workspaces: [
        {
          workspace_id: WS,
          services: [{ service_id: SERVICE }],
          entities: [
            { entity_id: ENTITY, canonical_id: byName.canonical_id, projection_lag_seconds: 5 },
          ],
        },
      ],
    };
    const { post, world } = await emulate({ fixture });
    expect((await post(paths.start(), byName)).status).toBe(404);
    await world.advanceClock(null, 5);
    expect((await post(paths.start(), byName)).status).toBe(201);
  });

  it.each([
    ['neither', { entity_id: null }, 'Provide either entity_id or canonical_id.'],
    [
      'both',
      { entity_id: ENTITY, canonical_id: byName.canonical_id },
      'Provide either entity_id or canonical_id, not both.',
    ],
  ])('refuses %s of entity_id and canonical_id', async (_, names, text) => {
    const { post } = await emulate();
    const body = { service_id: SERVICE, channel_kind: 'web', ...names };
    const answer = await post(paths.start(), body);
    expect(answer.status).toBe(422);
    expect(answer.text).toBe(
      `{"detail":[{"type":"value_error","loc":["body"],"msg":"Value error, ${text}","input":${JSON.stringify(body)},"ctx":{"error":{}}}]}`,
    );
  });

  it('checks that rule only when the fields are right', async () => {
    const { post } = await emulate();
    const { body } = await post(paths.start(), { service_id: SERVICE });
    expect(body.detail.map((one: { type: string }) => one.type)).toEqual(['missing']);
  });

  it('is a 503 when the request prefers it', async () => {
    const { post } = await emulate();
    const answer = await post(paths.start(), startBody).set('prefer', 'respond-async, code=503');
    expect([answer.status, answer.text]).toEqual([503, '{"detail":"Agent service unavailable."}']);
  });

  it('creates one session when a thousand start at once', async () => {
    const { post } = await emulate();
    const answers = await Promise.all(
      Array.from({ length: 1000 }, async () => (await post(paths.start(), startBody)).body),
    );
    expect(answers.filter((one) => one.session_status === 'created')).toHaveLength(1);
    expect(new Set(answers.map((one) => one.conversation_id)).size).toBe(1);
  });

  it('gives the same ids again for the same seed', async () => {
    const [one, two] = [await emulate({ seed: 'a' }), await emulate({ seed: 'a' })];
    const first = await one.post(paths.start(), startBody);
    const second = await two.post(paths.start(), startBody);
    expect(first.text).toBe(second.text);
    expect(first.headers['x-request-id']).toBe(second.headers['x-request-id']);
  });
});
