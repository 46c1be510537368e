/** Bodies are JSON here, whatever a client calls them: `curl -d '{…}'` calls them a form. */
import type { MiddlewareHandler } from 'hono';

/** Sets the content type to what the body is: JSON where there is one, none where there is not. */
export const anyJson: MiddlewareHandler = async (c, next) => {
  const length = c.req.header('content-length');
  const chunked = c.req.header('transfer-encoding') !== undefined;
  // Without a socket nobody has counted the body.
  const inProcess = c.env?.incoming === undefined;
  const hasBody = inProcess ? c.req.raw.body !== null : chunked || Number(length ?? 0) > 0;
  const type = c.req.header('content-type');
  if (hasBody !== (type?.startsWith('application/json') ?? false)) {
    const { raw } = c.req;
    const headers = new Headers(raw.headers);
    if (hasBody) headers.set('content-type', 'application/json');
    else headers.delete('content-type');
    const { url, method, signal } = raw;
    const body = hasBody ? await raw.arrayBuffer() : null;
    c.req.raw = new Request(url, { method, headers, signal, body });
  }
  return next();
};
