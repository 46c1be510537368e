/** The base of streams: a raw server that writes so many frames at that pace, and knows nothing. */
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const [port, tokens, delay] = process.argv.slice(2).map(Number);
const frame = (event, data) => `event: ${event}\ndata: ${JSON.stringify({ event, ...data })}\n\n`;

createServer((req, res) => {
  req.resume();
  req.on('end', async () => {
    const words = Array.from({ length: tokens }, (_, i) => `word${i}`);
    const text = words.join(' ');
    res.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    for (const [i, word] of words.entries()) {
      if (i > 0) await sleep(delay);
      res.write(frame('token', { text: i < tokens - 1 ? `${word} ` : word }));
    }
    res.write(frame('message', { role: 'agent', text }));
    res.end(frame('done', { status: 'active', turn_count: 2 }));
  });
}).listen(port, '127.0.0.1');
