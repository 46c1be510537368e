import { describe, expect, it } from 'vitest';
import { limits } from '../../src/world/limits.ts';
import { converse } from '../helpers/conversation.ts';

const rule = (regex: string) => ({ match: { regex }, reply: { text: 'It matched.' } });

describe('an agent script', () => {
  it('has no more rules than its limit', async () => {
    const { at, ctl } = await converse();
    const one = { match: { exact: 'x' }, reply: { text: 'It matched.' } };
    const rules = Array.from({ length: limits.scriptRules }, () => one);
    expect((await ctl.put(at('/script'), { rules })).status).toBe(200);
    expect((await ctl.put(at('/script'), { rules: [...rules, one] })).status).toBe(422);
    expect((await ctl.get(at('/script'))).body.rules).toHaveLength(limits.scriptRules);
  });

  it('refuses a regular expression that is too long', async () => {
    const { at, ctl } = await converse();
    const regex = 'x'.repeat(limits.regexLength);
    expect((await ctl.put(at('/script'), { rules: [rule(regex)] })).status).toBe(200);
    expect((await ctl.put(at('/script'), { rules: [rule(`${regex}x`)] })).status).toBe(422);
  });

  it('refuses regular expressions that compile to too many instructions', async () => {
    const { at, ctl } = await converse();
    const rules = [rule('((a{1,50}){1,50}){1,50}')];
    expect((await ctl.put(at('/script'), { rules })).status).toBe(422);
    const many = Array.from({ length: 500 }, () => rule('[a-z]{1,10}x'));
    expect((await ctl.put(at('/script'), { rules: many })).status).toBe(422);
  });

  it('matches only the beginning of a long message', async () => {
    const { turn } = await converse({ rules: [rule('end$')] });
    const said = async (length: number) => {
      // Two parts, which are joined by a line feed: one alone may not be so long.
      const half = Math.floor(length / 2);
      const parts = ['x'.repeat(half), `${'x'.repeat(length - half - 4)}end`];
      const { body } = await turn({ content: parts.map((text) => ({ type: 'text', text })) });
      return body.output[0].text === 'It matched.';
    };
    expect(await said(limits.regexText)).toBe(true);
    expect(await said(limits.regexText + 1)).toBe(false);
  });
});
