// Only against the sources: it asks the emulator's own fetch, without a socket.
import { describe, expect, it } from 'vitest';
import { converse, readFrames } from '../helpers/conversation.ts';
import { demoKey } from '../helpers/http.ts';

const full = {
  rules: [{ match: { exact: 'slow' }, reply: { text: 'one two three', token_delay_ms: 1000 } }],
};

describe('streams without a socket', () => {
  it('arrive through fetch frame by frame, and end when they are cancelled', async () => {
    const { emulator, path, advance } = await converse(full);
    const ask = (message: string) =>
      emulator.fetch(
        new Request(`http://emulator${path}/turns/stream`, {
          method: 'POST',
          headers: { ...demoKey, 'content-type': 'application/json' },
          body: JSON.stringify({ message }),
        }),
      );
    const { ended } = readFrames(await ask('hi'));
    expect((await ended).at(-1)?.event).toBe('done');

    const slow = await ask('slow');
    const reader = slow.body?.getReader();
    const first = reader?.read();
    await advance(1);
    expect(new TextDecoder().decode((await first)?.value)).toContain('"one "');
    await reader?.cancel();
  });
});
