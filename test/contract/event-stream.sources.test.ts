// Only against the sources: it sets the limit of open streams, and looks at what is left of one.
import { describe, expect, it, vi } from 'vitest';
import { control } from '../helpers/control.ts';
import { demoKey } from '../helpers/http.ts';
import { workspaceEvents } from '../helpers/workspace-events.ts';
import { event, WS } from '../helpers/world.ts';

describe('open streams of workspace events', () => {
  it('are limited: one more is told so by an error, and is over', async () => {
    const { url } = await control({ streams: { open: 1 } });
    const first = await workspaceEvents(url);
    await vi.waitFor(async () => {
      const more = await workspaceEvents(url);
      expect(await Promise.race([more.ended, Promise.resolve('open')])).toBe('open');
      await more.ended;
      expect(more.told()).toEqual([
        {
          event_type: 'error',
          code: 'too_many_streams',
          message: 'The limit of open streams is reached.',
        },
      ]);
    });
    first.close();
  });

  it('leave nothing behind when their client leaves', async () => {
    const { url, world } = await control();
    const before = world.events.listeners;
    const events = await workspaceEvents(url);
    await vi.waitFor(() => expect(world.events.listeners).toBe(before + 1));
    events.close();
    await vi.waitFor(() => expect(world.events.listeners).toBe(before));
  });

  it('end when the emulator closes, over a socket and without one', async () => {
    const { url, emulator, stop } = await control();
    const events = await workspaceEvents(url);
    const inside = await emulator.fetch(`http://emulator/v1/${WS}/events/stream`, {
      headers: demoKey,
    });
    const text = inside.text();
    await stop();
    expect(await events.ended).toBe('closed');
    expect(await text).toBe('retry: 3000\n\n');
  });

  it('say that they are alive while nothing happens', async () => {
    const { emulator } = await control({ streams: { heartbeatMs: 30 } });
    const { body } = await emulator.fetch(`http://emulator/v1/${WS}/events/stream`, {
      headers: demoKey,
    });
    const reader = body?.getReader();
    await reader?.read();
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe(': still here\n\n');
    await reader?.cancel();
  });

  it('end with an error when events were lost', async () => {
    const { emulator, world } = await control();
    const { body } = await emulator.fetch(`http://emulator/v1/${WS}/events/stream`, {
      headers: demoKey,
    });
    const reader = body?.getReader();
    await reader?.read();
    await world.placeCall(WS, { callSid: 'CA9', subscribers: 1 });
    for (let i = 0; i < 10_100; i++) await world.inject(WS, 'CA9', event('x'));
    let text = '';
    for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
      text += new TextDecoder().decode(part.value);
    }
    expect(text).toMatch(/^id: .*event: error\ndata: \{"code":"stream_error"[^\n]*\n\n$/s);
  });
});
