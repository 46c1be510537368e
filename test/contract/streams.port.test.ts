import { describe, expect, it } from 'vitest';
import { converse } from '../helpers/conversation.ts';
import { sendBytes } from '../helpers/raw.ts';

describe('a broken stream', () => {
  it('is cut after its first frame by a fault rule', async () => {
    const { port, path, ctl, at } = await converse();
    await ctl.post(at('/faults'), {
      operation: 'stream_turn',
      connection: 'TRUNCATED_BODY',
      phase: 'after',
    });
    const body = '{"message":"hi"}';
    const bytes = await sendBytes(
      port,
      [
        `POST ${path}/turns/stream HTTP/1.1`,
        'host: x',
        'authorization: Bearer demo-key',
        'content-type: application/json',
        `content-length: ${body.length}`,
        '',
        body,
      ].join('\r\n'),
    );
    const text = bytes.toString();
    expect(text).toContain('content-type: text/event-stream');
    expect(text.match(/event: token/g)).toHaveLength(1);
    expect(text).not.toContain('\r\n0\r\n');
  });
});
