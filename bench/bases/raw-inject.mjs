/**
 * The base of the contract's operations: a raw `node:http` server that reads a request, parses its
 * JSON, and answers the bytes and headers it was given. Nothing that answers over HTTP can do less.
 * With "unread" it does not even look at the request.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [port, file, unread] = process.argv.slice(2);
const { status, headers, body } = JSON.parse(readFileSync(file, 'utf8'));

function answer(res) {
  // The emulator does not send it either.
  res.removeHeader('connection');
  res.writeHead(status, headers);
  res.end(body);
}

createServer((req, res) => {
  if (unread !== undefined) {
    req.resume();
    return answer(res);
  }
  const parts = [];
  req.on('data', (part) => parts.push(part));
  req.on('end', () => {
    if (parts.length > 0) JSON.parse(Buffer.concat(parts).toString());
    answer(res);
  });
}).listen(Number(port), '127.0.0.1');
