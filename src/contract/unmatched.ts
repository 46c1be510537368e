/**
 * Which operation a request is for, by the framework's rules (framework): the raw target, percent-
 * decoded once, matched segment by segment; 405 names the method of the first route; a slash too many is a 307.
 */

import type { Operation } from './operation.ts';
import { detailResponse, type WireResponse } from './response.ts';

/** An operation, with its path parameters. */
export interface RoutedTo {
  readonly operation: Operation;
  readonly params: Readonly<Record<string, string>>;
  readonly response?: undefined;
}

/** Where a request leads: to an operation, or to a response at once. */
export type Routed =
  | RoutedTo
  | {
      readonly response: WireResponse;
      readonly operation?: undefined;
      readonly params?: undefined;
    };

/** Routes a request line: `target` as it stood there, `host` as the `Host` header had it. */
export type Router = (method: string, target: string, host: string) => Routed;

const SLASH = 0x2f;

interface Route {
  readonly operation: Operation;
  readonly pattern: RegExp;
  readonly names: readonly string[];
}

function compile(operation: Operation): Route {
  const names: string[] = [];
  const pattern = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    names.push(name);
    return '([^/]+)';
  });
  // Python's `$` also matches before a final line feed.
  return { operation, names, pattern: new RegExp(`^${pattern}\n?$`) };
}

/** Decodes `%XX` once, as UTF-8 with U+FFFD for what is none; a malformed escape stays as it is. */
export function percentDecode(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}

/** A path without the slashes at its end. A loop: `/\/+$/` is quadratic in slashes elsewhere. */
function withoutSlashes(path: string): string {
  let end = path.length;
  while (path.charCodeAt(end - 1) === SLASH) end--;
  return path.slice(0, end);
}

/** Quotes a URL as the framework does: what `encodeURI` does, but `%`, `[` and `]` stay. */
function quoteLocation(url: string): string {
  return encodeURI(url).replaceAll('%5B', '[').replaceAll('%5D', ']').replaceAll('%25', '%');
}

/** The router over a set of operations. */
export function createRouter(operations: readonly Operation[]): Router {
  const routes = operations.map(compile);

  /** The route that takes the method; else the first that has the path, as the framework tries them. */
  function find(
    path: string,
    method?: string,
  ): { route: Route; match: RegExpExecArray } | undefined {
    let partial: { route: Route; match: RegExpExecArray } | undefined;
    for (const route of routes) {
      const match = route.pattern.exec(path);
      if (match === null) continue;
      if (method === undefined || route.operation.method === method) return { route, match };
      partial ??= { route, match };
    }
    return partial;
  }

  return (method, target, host) => {
    const mark = target.indexOf('?');
    const path = percentDecode(mark === -1 ? target : target.slice(0, mark));
    const found = find(path, method);

    if (found === undefined) {
      const other = path.endsWith('/') ? withoutSlashes(path) : `${path}/`;
      if (path === '/' || find(other) === undefined) {
        return { response: detailResponse(404, 'Not Found', [], `no such path: ${path}`) };
      }
      const query = mark === -1 || mark === target.length - 1 ? '' : target.slice(mark);
      const location = quoteLocation(`http://${host}${other}${query}`);
      return {
        response: {
          status: 307,
          contentType: null,
          body: '',
          headers: [['location', location]],
          why: 'the path ends in a slash',
        },
      };
    }

    const { operation, names } = found.route;
    if (method !== operation.method) {
      const why = `${method} on a path that takes ${operation.method}`;
      const allow = [['allow', operation.method]] as const;
      return { response: detailResponse(405, 'Method Not Allowed', allow, why) };
    }
    const params: Record<string, string> = {};
    for (let i = 0; i < names.length; i++)
      params[names[i] as string] = found.match[i + 1] as string;
    return { operation, params };
  };
}
