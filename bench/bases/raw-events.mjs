/**
 * The base of live subscribers: a raw server that parses an injection and writes the event of it, in
 * the emulator's bytes, to each response that is held open for the call. It keeps nothing.
 */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

const [port] = process.argv.slice(2);
const held = new Map();
let events = 0;
const unique = randomBytes(4).toString('hex');

function subscribe(call, res) {
  const all = held.get(call) ?? new Set();
  held.set(call, all.add(res));
  res.on('close', () => all.delete(res));
  res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  res.write(`: subscriber sub_${unique}\n\n`);
}

function inject(call, { message }, res) {
  const event_id = `evt_${unique}${String(events++).padStart(12, '0')}`;
  const event = {
    event_id,
    call_sid: call,
    message,
    sender: 'System',
    event_type: 'external_event',
    injected_at: new Date().toISOString(),
    queued: false,
  };
  for (const one of held.get(call) ?? []) {
    one.write(
      `id: sub_${unique}/${event_id}\nevent: injection\ndata: ${JSON.stringify(event)}\n\n`,
    );
  }
  const body = JSON.stringify({ status: 'delivered', call_sid: call });
  res.writeHead(200, ['content-length', String(body.length), 'content-type', 'application/json']);
  res.end(body);
}

// It waits for the next injection as long as the emulator does: the other's turn may take a while.
createServer((req, res) => {
  const [, call, verb] = /\/([^/]+)\/(events|inject)$/.exec(req.url);
  if (verb === 'events') return subscribe(call, res);
  const parts = [];
  req.on('data', (part) => parts.push(part));
  req.on('end', () => inject(call, JSON.parse(Buffer.concat(parts).toString()), res));
}).listen(Number(port), '127.0.0.1').keepAliveTimeout = 60_000;
