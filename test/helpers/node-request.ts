import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { NodeRequest } from '../../src/http/node-request.ts';

/** A request as Node would read it off a socket. Its body is there at once. */
export function nodeRequest(
  method: string,
  target: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): NodeRequest {
  const req = new IncomingMessage(new Socket());
  Object.assign(req, { method, url: target, headers });
  if (body !== '') req.push(body);
  req.push(null);
  return new NodeRequest(req);
}
