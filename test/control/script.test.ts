import { describe, expect, it } from 'vitest';
import { demoFixture } from '../../src/world/seeding/demo.ts';
import { converse } from '../helpers/conversation.ts';

const script = {
  rules: [
    { match: { regex: '^re(fill|new)' }, reply: { text: 'Which one?' } },
    {
      match: { contains: 'x' },
      reply: {
        token_delay_ms: 10,
        tool_calls: [
          { tool_name: 't', input: { a: [1] }, result: 'r', succeeded: false, duration_ms: 1.5 },
        ],
        thinking: { tier: 2, tier_name: 'deep' },
        background: { text: 'later', after_seconds: 3 },
        error: { message: 'm', code: 'unknown' as const, retryable: false, status_code: null },
      },
    },
  ],
};

describe("the script of a workspace's agent", () => {
  it('is set, read back unchanged, used, and removed', async () => {
    const { ctl, at, turn } = await converse();
    expect((await ctl.get(at('/script'))).status).toBe(404);
    expect(await ctl.put(at('/script'), script)).toMatchObject({ status: 200, body: script });
    expect((await ctl.get(at('/script'))).body).toEqual(script);
    expect((await turn({ message: 'refill it' })).body.output[0].text).toBe('Which one?');
    expect((await ctl.delete(at('/script'))).status).toBe(204);
    expect((await turn({ message: 'refill it' })).body.output[0].text).toBe(
      'You said: "refill it"',
    );
  });

  it.each([
    [{ rules: [{ match: { regex: '(' }, reply: {} }] }, 'a regular expression in RE2 syntax'],
    [{ rules: [{ match: { regex: '(?=a)b' }, reply: {} }] }, 'no look-around, no back-references'],
    [{ rules: [{ match: { regex: '(?<!a)b' }, reply: {} }] }, 'a regular expression in RE2 syntax'],
    [{ rules: [{ match: { regex: '(a)\\1' }, reply: {} }] }, 'a regular expression in RE2 syntax'],
    [{ rules: [{ match: { regex: '(?:a{1000}){1000}' }, reply: {} }] }, 'invalid repeat count'],
    [
      { rules: Array.from({ length: 3 }, () => ({ match: { regex: 'a{999}' }, reply: {} })) },
      'at most 2000 instructions',
    ],
    [{ rules: [{ match: { regex: '\ud800' }, reply: {} }] }, undefined],
    [{ rules: [{ match: { regex: 'a'.repeat(1001) }, reply: {} }] }, undefined],
    [
      { rules: Array.from({ length: 1001 }, () => ({ match: { exact: 'a' }, reply: {} })) },
      undefined,
    ],
    [{ rules: [{ match: { like: 'x' }, reply: {} }] }, undefined],
    [{ rules: [{ match: { exact: 'x' }, reply: { say: 'x' } }] }, undefined],
    [{}, undefined],
  ])('%# is refused', async (body, msg) => {
    const { ctl, at } = await converse();
    const answer = await ctl.put(at('/script'), body);
    expect(answer.status).toBe(422);
    if (msg !== undefined) expect(JSON.stringify(answer.body)).toContain(msg);
  });

  it('follows a regular expression that would backtrack, at once', async () => {
    const { ctl, at, turn } = await converse();
    const rules = [
      { match: { regex: '^(a+)+$' }, reply: { text: 'only a' } },
      { match: { regex: '^\\u00e9(?<rest>.*)$' }, reply: { text: 'an accent' } },
    ];
    expect((await ctl.put(at('/script'), { rules })).status).toBe(200);
    const said = async (message: string) => (await turn({ message })).body.output[0].text;
    expect(await said(`${'a'.repeat(9_999)}!`)).toBe(`You said: "${'a'.repeat(9_999)}!"`);
    expect(await said('aaa')).toBe('only a');
    expect(await said('état')).toBe('an accent');
    // An empty one is found in everything.
    await ctl.put(at('/script'), { rules: [{ match: { regex: '' }, reply: { text: 'all' } }] });
    expect(await said('x')).toBe('all');
  });

  it('can be in a fixture, survives a reset of the workspace, and is in a snapshot', async () => {
    const [demo] = demoFixture.workspaces;
    const fixture = { workspaces: [{ ...demo, agent_script: script } as never] };
    const { ctl, at, turn } = await converse(undefined, { fixture });
    expect((await turn({ message: 'renew it' })).body.output[0].text).toBe('Which one?');
    await ctl.delete(at('/script'));
    await ctl.post(at('/reset'));
    expect((await ctl.get(at('/script'))).body).toEqual(script);
    const { body } = await ctl.get('/snapshot');
    await ctl.delete(at('/script'));
    await ctl.put('/snapshot', body);
    expect((await ctl.get(at('/script'))).body).toEqual(script);
  });
});
