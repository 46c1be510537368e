/** The app under test: its page `/<workspace id>` announces a refill in every active call of that workspace. */
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

const headers = { authorization: 'Bearer any-key', 'content-type': 'application/json' };

/** Returns what the page says of it. */
async function announceRefill(workspaceId, medicine) {
  const sessions = `${process.env.AMIGO_BASE_URL}/v1/${workspaceId}/sessions`;
  const calls = await (await fetch(`${sessions}/active`, { headers })).json();
  const body = JSON.stringify({ message: `The refill of ${medicine} is approved.` });
  let delivered = 0;
  for (const { call_sid } of calls) {
    const response = await fetch(`${sessions}/${call_sid}/inject`, {
      method: 'POST',
      headers,
      body,
    });
    if ((await response.json()).status === 'delivered') delivered++;
  }
  return `Delivered to ${delivered} of ${calls.length} calls`;
}

const server = createServer(async (request, response) => {
  const form = new URLSearchParams(await text(request));
  const result =
    request.method === 'POST'
      ? await announceRefill(request.url.slice(1), form.get('medicine'))
      : '';
  response.setHeader('content-type', 'text/html').end(`<!doctype html><title>Refills</title>
    <form method="post"><label>Medicine <input name="medicine"></label> <button>Announce</button></form>
    <p role="status">${result}</p>`);
});
server.listen(process.env.PORT ?? 3000, '127.0.0.1', () =>
  console.log(`http://127.0.0.1:${server.address().port}`),
);
