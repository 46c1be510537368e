/** Makes, uses and removes workspaces, twice as many the second time; prints how much the second time left. */
import { createEmulator } from '../../src/emulator.ts';

const gc = globalThis.gc as () => void;
const emulator = await createEmulator({ clock: 'frozen', seed: 'load' });

/** One of everything that a workspace can hold or wait for. */
async function useOne(): Promise<void> {
  const workspace = await emulator.workspace('demo');
  const { workspaceId, apiKey } = workspace;
  const send = (path: string, body: object) =>
    emulator.fetch(`http://x/v1/${workspaceId}/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  await workspace.clock.freeze();
  await workspace.scriptAgent({
    rules: [{ match: { exact: 'slow' }, reply: { text: 'one two', tokenDelayMs: 1000 } }],
  });
  const { callSid } = await workspace.placeCall({ subscribers: 2, lengthSeconds: 60 });
  await workspace.subscribe(callSid, () => undefined);
  await workspace.addFault({ operation: 'active', status: 503, times: 1, probability: 0.5 });
  for (let i = 0; i < 5; i++) await send(`sessions/${callSid}/inject`, { message: 'Hi' });
  await send('api-keys', { duration_days: 1 });
  const [service] = workspace.services;
  const [entity] = workspace.entities;
  const started = await send('sessions/start', {
    service_id: service?.serviceId,
    entity_id: entity?.entityId,
    channel_kind: 'web',
  });
  const { conversation_id } = (await started.json()) as { conversation_id: string };
  // Ends with the workspace.
  const stream = await send(`conversations/${conversation_id}/turns/stream`, { message: 'slow' });
  const read = stream.text();
  await workspace.addFault({ operation: 'inject', delayMs: 60_000 });
  const delayed = send(`sessions/${callSid}/inject`, { message: 'late' });
  await workspace.waitFor({ type: 'fault.fired' });
  await workspace.clock.advance(1);
  await workspace.close();
  await Promise.all([read, delayed]);
  // What comes after its end.
  await send(`sessions/${callSid}/inject`, { message: 'too late' });
  await send('api-keys', { duration_days: 1 });
}

async function heapAfter(workspaces: number): Promise<number> {
  for (let i = 0; i < workspaces; i++) await useOne();
  gc();
  await new Promise(setImmediate);
  gc();
  return process.memoryUsage().heapUsed / 1024;
}

const before = await heapAfter(800);
const after = await heapAfter(1200);
await emulator.close();
console.log(JSON.stringify({ kilobytesPerWorkspace: (after - before) / 1200 }));
