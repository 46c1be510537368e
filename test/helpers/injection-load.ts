/** Injects 100,000 events into a call with 100 subscribers under a frozen clock; prints what it then holds. */
import { createClock } from '../../src/world/clock.ts';
import { createIds } from '../../src/world/ids.ts';
import { createMemoryStore } from '../../src/world/memory-store.ts';
import { createWorld } from '../../src/world/world.ts';
import { event, NOON, WS } from './world.ts';

const gc = globalThis.gc as () => void;
const clock = createClock({ frozenAt: NOON });
const world = createWorld({ clock, ids: createIds(), store: createMemoryStore() });
await world.putWorkspace({ workspaceId: WS, name: '', sessionIdleSeconds: null });
await world.placeCall(WS, { callSid: 'A', callerId: '+15550100009' });
for (let i = 0; i < 100; i++) await world.attachSubscriber(WS, 'A');

async function heapAfter(injections: number): Promise<number> {
  for (let i = 0; i < injections; i++) await world.inject(WS, 'A', event('Hi'));
  gc();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

// The event log is full after 10,000 events.
const before = await heapAfter(12_000);
const after = await heapAfter(Number(process.argv[2] ?? 88_000));
console.log(JSON.stringify({ before, grown: after - before }));
