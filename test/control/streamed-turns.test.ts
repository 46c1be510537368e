import { describe, expect, it } from 'vitest';
import { converse } from '../helpers/conversation.ts';

describe('the journal', () => {
  it('has the whole text of a streamed turn', async () => {
    const { stream, ctl, at } = await converse({
      rules: [{ match: { exact: 'slow' }, reply: { text: 'one two' } }],
    });
    const { ended } = await stream({ message: 'slow' });
    const frames = await ended;
    const { body } = await ctl.get(at('/journal?operation=stream_turn'));
    expect(body.entries).toHaveLength(1);
    const text: string = body.entries[0].response;
    expect(text.match(/^event: .*$/gm)).toEqual(frames.map(({ event }) => `event: ${event}`));
    expect(text).toContain('"text":"one two"');
  });
});
