/**
 * What the framework does with a request that no route takes, and Hono does not (framework): a path with a line feed
 * at its end is that of a route; 405 names the method of the first route that has the path; a slash too many or too
 * few is a 307.
 */
import type { Operation } from './operation.ts';
import { optionalOperations } from './operations.ts';
import { templatePattern } from './path-template.ts';
import { detailResponse, type WireResponse } from './response.ts';

/** A request that no route took. */
export interface UnmatchedRequest {
  readonly method: string;
  /** Without its query, percent-decoded once. */
  readonly path: string;
  /** As it stood behind the `?`. */
  readonly query: string;
  /** Scheme and `Host` header as it was sent, such as `http://127.0.0.1:4010`. */
  readonly origin: string;
}

/** The operation that takes a request after all, or the response to it. */
export type Unmatched =
  | { readonly operation: Operation }
  | { readonly operation?: undefined; readonly response: WireResponse };

const SLASH = 0x2f;

/** A path without the slashes at its end. A loop: `/\/+$/` is quadratic in slashes elsewhere. */
function withoutSlashes(path: string): string {
  let end = path.length;
  while (path.charCodeAt(end - 1) === SLASH) end--;
  return path.slice(0, end);
}

/** The path as it is if the client's base URL has a `/v1` too few or too many. */
const otherBases = (path: string): string[] =>
  path.startsWith('/v1/') ? [path.slice('/v1'.length)] : [`/v1${path}`];

/** Quotes a URL as the framework does: what `encodeURI` does, but `%`, `[` and `]` stay. */
function quoteLocation(url: string): string {
  return encodeURI(url).replaceAll('%5B', '[').replaceAll('%5D', ']').replaceAll('%25', '%');
}

/** Responds to a request that no route takes. Its body is not read. */
export type RespondUnmatched = (request: UnmatchedRequest) => Unmatched;

/**
 * What becomes of requests that no route of these operations takes.
 *
 * @param isPlatform whether a document of the user is among them: the log says how to get more operations
 */
export function createUnmatched(
  operations: readonly Operation[],
  isPlatform = false,
): RespondUnmatched {
  const hint = isPlatform
    ? ', nor in the platform document'
    : '; --platform-document FILE makes responses from an OpenAPI document';
  const routes = operations.map((operation) => ({
    operation,
    pattern: templatePattern(operation.path),
  }));
  const withPath = (path: string): Operation[] =>
    routes.filter(({ pattern }) => pattern.test(path)).map(({ operation }) => operation);

  return ({ method, path, query, origin }) => {
    const found = withPath(path);
    const [first] = found;
    if (first === undefined) {
      const other = path.endsWith('/') ? withoutSlashes(path) : `${path}/`;
      if (path === '/' || withPath(other).length === 0) {
        const meant = otherBases(path).find((one) => withPath(one).length > 0);
        const more = meant === undefined ? hint : `; did you mean ${meant}?`;
        return { response: detailResponse(404, 'Not Found', [], `no such path: ${path}${more}`) };
      }
      const location = quoteLocation(`${origin}${other}${query === '' ? '' : `?${query}`}`);
      const headers = [['location', location]] as const;
      const why = 'the path ends in a slash';
      return { response: { status: 307, contentType: null, body: '', headers, why } };
    }
    const operation = found.find((one) => one.method === method);
    if (operation !== undefined) return { operation };
    const isOptional = optionalOperations.some(
      (one) => one.method === method && one.path === first.path,
    );
    const how = isOptional ? '; it is simulated if --platform-document FILE has it' : '';
    const why = `${method} on a path that takes ${first.method}${how}`;
    const allow = [['allow', first.method]] as const;
    return { response: detailResponse(405, 'Method Not Allowed', allow, why) };
  };
}
