/** MSW's handlers behind its own HTTP server. Copied to where MSW is installed: `msw.mjs PORT`. */
import { createServer } from '@mswjs/http-middleware';
import { HttpResponse, http } from 'msw';

const calls = new Map(['1', '2', '3'].map((n) => [`CA${n.padStart(32, '0')}`, []]));

createServer(
  http.get('/v1/:workspace_id/sessions/active', ({ params }) =>
    HttpResponse.json(
      [...calls.keys()].map((call_sid) => ({ call_sid, workspace_id: params.workspace_id })),
    ),
  ),
  http.post('/v1/:workspace_id/sessions/:call_sid/inject', async ({ request, params }) => {
    const body = await request.json();
    const call = calls.get(params.call_sid);
    if (call === undefined) {
      return HttpResponse.json({ detail: 'Session not found.' }, { status: 404 });
    }
    call.push(body);
    if (call.length > 1000) call.shift();
    return HttpResponse.json({ status: 'delivered', call_sid: params.call_sid });
  }),
).listen(Number(process.argv[2]), '127.0.0.1');
