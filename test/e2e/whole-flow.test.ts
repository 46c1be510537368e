import { createParser } from 'eventsource-parser';
import { expect, it, onTestFinished } from 'vitest';
import { startEmulator } from '../helpers/command.ts';
import type { Json } from '../helpers/control.ts';
import { CALL_1 } from '../helpers/http.ts';
import { openSocket } from '../helpers/socket.ts';
import { WS } from '../helpers/world.ts';

it('an application goes the whole way: catalogue, entity, conversation over three transports, events, call', async () => {
  const { url } = await startEmulator(['--auth', 'keys']);
  const headers = { authorization: 'Bearer demo-key', 'content-type': 'application/json' };
  const ask = async (method: string, path: string, body?: object): Promise<Json> => {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${url}/v1/${WS}${path}`, { method, headers, ...sent });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
    return response.json();
  };

  // What happens from here on.
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const seen: string[] = [];
  const events = await fetch(`${url}/v1/${WS}/events/stream`, { headers, signal: leaving.signal });
  const done = (async () => {
    const parser = createParser({ onEvent: ({ event }) => void (event && seen.push(event)) });
    const decoder = new TextDecoder();
    for await (const part of events.body as unknown as AsyncIterable<Uint8Array>) {
      parser.feed(decoder.decode(part, { stream: true }));
      if (seen.includes('text.completed')) return;
    }
  })();

  const [agent] = (await ask('GET', '/agents')).items;
  const services: Json[] = (await ask('GET', '/services')).items;
  const service = services.find((one) => one.agent_id === agent.id);
  const found = await ask('GET', '/world/search?q=Alex');
  const [entity] = found.entities ?? found.items;

  const place = { service_id: service.id, entity_id: entity.id };
  const conversation = await ask('POST', '/conversations', place);
  const started = await ask('POST', '/sessions/start', { ...place, channel_kind: 'web' });
  expect(started).toMatchObject({
    session_status: 'already_active',
    conversation_id: conversation.id,
  });

  const talk = `/conversations/${conversation.id}`;
  const turn = await ask('POST', `${talk}/turns`, { message: 'over REST' });
  expect(turn.output[0].text).toContain('over REST');
  const stream = await fetch(`${url}/v1/${WS}${talk}/turns/stream`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ message: 'as a stream' }),
  });
  expect(await stream.text()).toContain('event: done');
  const query = `service_id=${service.id}&entity_id=${entity.id}&conversation_id=${conversation.id}`;
  const socket = openSocket(url, `/v1/${WS}/sessions/connect?${query}`);
  await socket.atLeast(1);
  socket.send({ type: 'message', text: 'over a socket' });
  await socket.atLeast(3);
  expect(socket.types()).toEqual(['session_started', 'typing', 'message']);
  const said = (await ask('GET', talk)).turns.map(({ text }: Json) => text);
  expect(said.filter((text: string) => /REST|stream|socket/.test(text))).toHaveLength(6);

  const observer = openSocket(url, `/v1/${WS}/observers/${CALL_1}/ws`);
  await observer.atLeast(3);
  const injected = await ask('POST', `/sessions/${CALL_1}/inject`, {
    message: 'Ask for the date.',
  });
  expect(injected.status).toBe('delivered');
  const before = observer.frames.length;
  await observer.atLeast(before + 1);
  expect(observer.frames.at(-1)).toMatchObject({
    type: 'agent_transcript',
    transcript: 'Ask for the date.',
  });

  socket.send({ type: 'stop' });
  expect((await socket.closed).code).toBe(1000);
  await done;
  expect(seen[0]).toBe('text.started');
  expect(seen.filter((type) => type === 'text.agent_message')).toHaveLength(4);
});
