/**
 * What somebody would write by hand instead: Fastify, its Ajv checking the body, three calls in a
 * Map. Copied to where Fastify is installed, and run there: `fastify.mjs PORT`.
 */
import Fastify from 'fastify';

const calls = new Map(['1', '2', '3'].map((n) => [`CA${n.padStart(32, '0')}`, []]));
const app = Fastify({ logger: false });

app.addHook('onRequest', async (request, reply) => {
  if (!request.headers.authorization?.startsWith('Bearer ')) {
    return reply.code(401).send({ detail: 'Not authenticated' });
  }
});

app.get('/v1/:workspace_id/sessions/active', async ({ params }) =>
  [...calls.keys()].map((call_sid) => ({ call_sid, workspace_id: params.workspace_id })),
);

app.post(
  '/v1/:workspace_id/sessions/:call_sid/inject',
  {
    schema: {
      params: {
        type: 'object',
        properties: { workspace_id: { type: 'string', format: 'uuid' } },
      },
      body: {
        type: 'object',
        required: ['message'],
        properties: {
          message: { type: 'string', minLength: 1, maxLength: 5000 },
          sender: { type: 'string', maxLength: 200, default: 'System' },
          event_type: {
            type: 'string',
            enum: ['external_event', 'guidance'],
            default: 'external_event',
          },
        },
      },
      response: {
        200: {
          type: 'object',
          properties: { status: { type: 'string' }, call_sid: { type: 'string' } },
        },
      },
    },
  },
  async ({ params, body }, reply) => {
    const call = calls.get(params.call_sid);
    if (call === undefined) return reply.code(404).send({ detail: 'Session not found.' });
    call.push(body);
    // As long a memory as a call of the emulator's has.
    if (call.length > 1000) call.shift();
    return { status: 'delivered', call_sid: params.call_sid };
  },
);

await app.listen({ port: Number(process.argv[2]), host: '127.0.0.1' });
