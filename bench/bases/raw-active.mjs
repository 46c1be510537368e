/** The base of the list of calls: a raw server that writes the same objects out for each request. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [port, file] = process.argv.slice(2);
const { status, headers, body } = JSON.parse(readFileSync(file, 'utf8'));
const calls = JSON.parse(body);
const others = headers.filter((_, i) => headers[i - (i % 2)].toLowerCase() !== 'content-length');

createServer((_req, res) => {
  const text = JSON.stringify(calls);
  res.removeHeader('connection');
  res.writeHead(status, [...others, 'content-length', String(Buffer.byteLength(text))]);
  res.end(text);
}).listen(Number(port), '127.0.0.1');
