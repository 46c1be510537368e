/** 405 for methods that a path does not support. */
import type { Hono } from 'hono';

/** Adds a 405 response for the other methods of every path; Hono itself responds with 404. */
export function refuseOtherMethods(app: Hono): void {
  const methods = new Map<string, Set<string>>();
  for (const { path, method } of app.routes) {
    if (method === 'ALL') continue;
    const known = methods.get(path) ?? new Set();
    methods.set(path, known.add(method));
  }
  for (const [path, known] of methods) {
    if (known.has('GET')) known.add('HEAD');
    const allow = [...known].join(', ');
    app.all(path, (c) => c.json({ detail: 'Method Not Allowed' }, 405, { allow }));
  }
}
