import { describe, expect, it } from 'vitest';
import type { Taken } from '../../src/world/operations/turns.ts';
import { demoWorld, ENTITY, NOON, SERVICE, WS } from '../helpers/world.ts';

async function talking() {
  const world = await demoWorld();
  const started = await world.startSession(WS, {
    serviceId: SERVICE,
    entity: { entityId: ENTITY },
    channelKind: 'web',
    greeting: 'Hello.',
  });
  if (started.status === 'not_found') throw new Error('no session');
  const { conversationId } = started.session;
  return {
    world,
    conversationId,
    say: (message: string) => world.takeTurn(WS, conversationId, message) as Promise<Taken>,
    poll: () => world.pollTurns(WS, conversationId) as Promise<Taken>,
  };
}

const texts = (turns: readonly { text: string }[]) => turns.map((turn) => turn.text);

describe('a turn', () => {
  it('is acknowledged by quoting, and both sides are recorded once', async () => {
    const { world, conversationId, say } = await talking();
    expect(texts((await say('Refill, please')).output)).toEqual(['You said: "Refill, please"']);
    await say('Thanks');
    const { turns = [] } = (await world.readConversation(WS, conversationId)) ?? {};
    expect(turns.map((turn) => [turn.role, turn.exchange])).toEqual([
      ['agent', null],
      ['user', 0],
      ['agent', 0],
      ['user', 1],
      ['agent', 1],
    ]);
  });

  it('without words brings what the agent began with, and is not recorded', async () => {
    const { say } = await talking();
    const taken = await say('');
    expect([taken.input, texts(taken.output)]).toEqual([null, ['Hello.']]);
    expect(taken.conversation.turns).toHaveLength(1);
  });

  it('is answered by the first rule of the script that fits', async () => {
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

  it('keeps the session from idling out, and finds it over when it has', async () => {
    const { world, conversationId, say } = await talking();
    expect(await world.takeTurn(WS, '99999999-9999-4999-8999-999999999999', 'x')).toEqual({
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

  it('is pending until its time, then comes with a poll, once', async () => {
    const { world, say, poll } = await talking();
    await world.putScript(WS, { rules: [{ match: { contains: 'check' }, reply }] });
    const taken = await say('check it');
    expect([texts(taken.output), taken.pending]).toEqual([['One moment.'], true]);
    expect([(await poll()).output, (await poll()).pending]).toEqual([[], true]);
    world.clock.advance(10_000);
    const polled = await poll();
    expect(polled.output).toMatchObject([{ text: 'Done.', exchange: 0, at: NOON + 10_000 }]);
    expect([(await poll()).output, polled.pending]).toEqual([[], false]);
  });

  it('comes with the next turn, or when the conversation is read', async () => {
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
});
