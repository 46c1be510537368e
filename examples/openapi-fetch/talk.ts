/** A typed client from the published document: a conversation with one streamed turn. */
import createClient from 'openapi-fetch';
import type { components, paths } from './sessions-api.ts';

type Frame = components['schemas']['TurnStreamEvent'];

const env = (name: string): string => {
  const value = process.env[name];
  if (value === undefined)
    throw new Error(`${name} is not set: run this with sessions-emulator exec`);
  return value;
};
const baseUrl = env('AMIGO_BASE_URL');
const workspace_id = env('AMIGO_WORKSPACE_ID');
const headers = { authorization: `Bearer ${env('AMIGO_API_KEY')}` };

const started = await fetch(`${baseUrl}/v1/${workspace_id}/sessions/start`, {
  method: 'POST',
  headers: { ...headers, 'content-type': 'application/json' },
  body: JSON.stringify({
    service_id: env('AMIGO_SERVICE_ID'),
    entity_id: env('AMIGO_ENTITY_ID'),
    channel_kind: 'web',
  }),
});
const { conversation_id } = (await started.json()) as { conversation_id: string };

const client = createClient<paths>({ baseUrl, headers });
const { data, error } = await client.POST(
  '/v1/{workspace_id}/conversations/{conversation_id}/turns/stream',
  {
    params: { path: { workspace_id, conversation_id } },
    body: { message: 'Is my refill ready?' },
    parseAs: 'text',
  },
);
if (error) throw new Error(JSON.stringify(error));
for (const block of String(data).split('\n\n').filter(Boolean)) {
  const frame = JSON.parse(block.split('\ndata: ')[1] as string) as Frame;
  if (frame.event === 'message') console.log(`${frame.role}: ${frame.text}`);
}
