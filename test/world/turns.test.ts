import { describe, expect, it } from 'vitest';
import type { TakenTurnResult } from '../../src/world/model/conversations.ts';
import { turnIdOf } from '../../src/world/model/conversations.ts';
import { nameUuid } from '../../src/world/ports/ids.ts';
import { demoWorld, ENTITY, idlingWorld, NOON, SERVICE, WS } from '../helpers/world.ts';

async function talking() {
  const world = await demoWorld();
  const started = await world.startSession(WS, {
    serviceId: SERVICE,
    entity: { by: 'entity_id', entityId: ENTITY },
    channelKind: 'web',
    greeting: 'Hello.',
  });
  if (!('session' in started)) throw new Error('no session');
  const { conversationId } = started.session;
  return {
    world,
    conversationId,
    say: (message: string) =>
      world.takeTurn(WS, conversationId, { message }) as Promise<TakenTurnResult>,
    poll: () => world.pollTurns(WS, conversationId) as Promise<TakenTurnResult>,
  };
}

const texts = (turns: readonly { text: string }[]) => turns.map((turn) => turn.text);

describe('a turn', () => {
  it('is acknowledged with a quote, and both sides are recorded once', async () => {
    const { world, conversationId, say } = await talking();
    expect(texts((await say('Refill, please')).output)).toEqual(['You said: "Refill, please"']);
    await say('Thanks');
    const { turns = [] } = (await world.readConversation(WS, conversationId)) ?? {};
    expect(turns.map((turn) => [turn.role, turn.turnIndex])).toEqual([
      ['agent', null],
      ['user', 0],
      ['agent', 0],
      ['user', 1],
      ['agent', 1],
    ]);
  });

  it('without a message returns the greeting, and is not recorded', async () => {
    const { say } = await talking();
    const taken = await say('');
    expect([taken.input, texts(taken.output)]).toEqual([null, ['Hello.']]);
    expect(taken.conversation.turnCount).toBe(1);
  });

  it('gets the reply of the first matching rule of the script', async () => {
    const { world, say } = await talking();
    await world.putScript(WS, {
      rules: [
        { match: { exact: 'hi' }, reply: { text: 'Exactly.' } },
        { match: { contains: 'refill' }, reply: { text: 'Which one?' } },
        { match: { regex: '^\\d+$' }, reply: { text: 'A number.' } },
      ],
    });
    const answers = [];
    for (const message of ['hi', 'a refill', '42', 'hi!']) {
      answers.push(...texts((await say(message)).output));
    }
    expect(answers).toEqual(['Exactly.', 'Which one?', 'A number.', 'You said: "hi!"']);
  });

  it('of content only is recorded with it, and matched by its texts', async () => {
    const { world, conversationId } = await talking();
    const part = { type: 'text', url: null, mediaType: null, providerId: null, metadata: {} };
    const content = [
      { ...part, text: 'Look' },
      { ...part, type: 'image', text: null },
    ];
    const taken = (await world.takeTurn(WS, conversationId, {
      message: '',
      content,
    })) as TakenTurnResult;
    expect(taken.input).toMatchObject({ text: 'Look', content });
    expect(texts(taken.output)).toEqual(['You said: "Look"']);
  });

  it('that fails keeps the user message, and nothing of the agent', async () => {
    const { world, conversationId, say } = await talking();
    const error = { message: 'Gone.', code: 'upstream_error', retryable: true, statusCode: 502 };
    await world.putScript(WS, {
      rules: [{ match: { exact: 'fail' }, reply: { error: error as never } }],
    });
    const taken = await say('fail');
    expect([taken.output, taken.reply?.text, taken.reply?.error]).toEqual([[], '', error]);
    const read = await world.readConversation(WS, conversationId);
    expect(read?.turns.map((turn) => turn.role)).toEqual(['agent', 'user']);
  });

  it('has an id that depends only on the conversation and its place in it', () => {
    const one = 'c0000000-0000-4000-8000-000000000001';
    const other = 'c0000000-0000-4000-8000-000000000002';
    const ids = [turnIdOf(one, 0), turnIdOf(one, 1), turnIdOf(other, 0)];
    expect(new Set(ids).size).toBe(3);
    expect(turnIdOf(one, 0)).toBe(ids[0]);
    // RFC 9562, the example of version 5.
    expect(nameUuid('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'www.example.com')).toBe(
      '2ed6657d-e927-568b-95e1-2665a8aea6a2',
    );
  });

  it('moves the time at which an idle session ends', async () => {
    const world = await idlingWorld(60);
    const request = {
      serviceId: SERVICE,
      entity: { by: 'entity_id', entityId: ENTITY },
      channelKind: 'web',
      greeting: null,
    } as const;
    const started = await world.startSession(WS, request);
    if (!('session' in started)) throw new Error('no session');
    const { conversationId } = started.session;
    await world.advanceClock(WS, 40);
    expect(await world.takeTurn(WS, conversationId, { message: 'still here' })).toMatchObject({
      status: 'taken',
    });
    await world.advanceClock(WS, 40);
    expect((await world.startSession(WS, request)).status).toBe('already_active');
    await world.advanceClock(WS, 20);
    const closed = await world.readConversation(WS, conversationId);
    expect(closed?.closedAt).toBe(NOON + 100_000);
    expect((await world.startSession(WS, request)).status).toBe('created');
  });

  it('is refused in a closed session, and not found in an unknown one', async () => {
    const { world, conversationId, say } = await talking();
    expect(
      await world.takeTurn(WS, '99999999-9999-4999-8999-999999999999', { message: 'x' }),
    ).toEqual({
      status: 'not_found',
    });
    await say('x');
    await world.closeConversation(WS, conversationId);
    expect(await say('y')).toEqual({ status: 'closed' });
    expect(await world.pollTurns(WS, conversationId)).toEqual({ status: 'closed' });
  });
});

describe('background work', () => {
  const reply = { text: 'One moment.', background: { text: 'Done.', afterSeconds: 10 } };

  it('is pending until its time, then returned by a poll, once', async () => {
    const { world, say, poll } = await talking();
    await world.putScript(WS, { rules: [{ match: { contains: 'check' }, reply }] });
    const taken = await say('check it');
    expect([texts(taken.output), taken.pending]).toEqual([['One moment.'], true]);
    expect([(await poll()).output, (await poll()).pending]).toEqual([[], true]);
    world.clock.advance(10_000);
    const polled = await poll();
    expect(polled.output).toMatchObject([{ text: 'Done.', turnIndex: 0, at: NOON + 10_000 }]);
    expect([(await poll()).output, polled.pending]).toEqual([[], false]);
  });

  it('is returned with the next turn, or when the conversation is read', async () => {
    const { world, conversationId, say } = await talking();
    await world.putScript(WS, { rules: [{ match: { contains: 'check' }, reply }] });
    await say('check one');
    world.clock.advance(10_000);
    expect(texts((await say('and?')).output)).toEqual(['Done.', 'You said: "and?"']);
    await say('check two');
    world.clock.advance(10_000);
    const read = await world.readConversation(WS, conversationId);
    expect(read?.turns.at(-1)?.text).toBe('Done.');
  });

  it('can be waited for on the clock, and replaces the acknowledgement', async () => {
    const { world, say } = await talking();
    await world.putScript(WS, { rules: [{ match: { contains: 'check' }, reply }] });
    const waiting = world.awaitBackground(WS, await say('check it'), 30_000);
    await world.advanceClock(WS, 10);
    const taken = await waiting;
    expect([texts(taken.output), taken.pending]).toEqual([['Done.'], false]);
  });

  it('that takes longer than the wait is still pending', async () => {
    const { world, say, poll } = await talking();
    await world.putScript(WS, { rules: [{ match: { contains: 'check' }, reply }] });
    const waiting = world.awaitBackground(WS, await say('check it'), 5_000);
    await world.advanceClock(WS, 5);
    const taken = await waiting;
    expect([texts(taken.output), taken.pending]).toEqual([['One moment.'], true]);
    await world.advanceClock(WS, 5);
    expect(texts((await poll()).output)).toEqual(['Done.']);
  });
});
