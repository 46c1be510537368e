// Only against the sources: it counts listeners.
import { describe, expect, it, vi } from 'vitest';
import { CALL_1 } from '../helpers/http.ts';
import { emulate, live } from '../helpers/live-subscribers.ts';
import { event, WS } from '../helpers/world.ts';

describe('live subscribers', () => {
  it('of 1,000: half leave at once, and the others receive each event once', {
    timeout: 120_000,
  }, async () => {
    const { raw, inject, subscribers, happened } = await emulate();
    const clients = Array.from({ length: 1_000 }, () => raw(live()));
    for (const client of clients) await client.opened();
    await inject('1');
    for (const { socket } of clients.slice(500)) socket.destroy();
    const { status } = await happened('subscriber.left');
    expect(status).toBe(200);
    await vi.waitFor(async () => expect(await subscribers()).toHaveLength(500), 10_000);
    await inject('2');
    for (const client of clients.slice(0, 500)) {
      await client.until(({ events }) => events.length === 2);
      expect(client.messages()).toEqual(['1', '2']);
    }
  });
});

describe('readers of the stream of events', () => {
  it('of 1,000: half disconnect at once, and the others receive each event once', async () => {
    const { raw, world } = await emulate();
    const inside = world.events.listeners;
    const reading = () => world.events.listeners - inside;
    const readers = Array.from({ length: 1_000 }, () => raw('/events'));
    for (const reader of readers) await reader.opened();
    for (const { socket } of readers.slice(500)) socket.destroy();
    await vi.waitFor(() => expect(reading()).toBe(500), 10_000);
    for (let i = 0; i < 2; i++) await world.inject(WS, CALL_1, event(''));
    for (const reader of readers.slice(0, 500)) {
      await reader.until(({ events }) => events.length === 2);
    }
    expect(reading()).toBe(500);
  });
});
