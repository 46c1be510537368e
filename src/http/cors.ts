/**
 * Cross-origin requests, for SDKs in a browser: off unless asked for, as recorded. When on, it
 * responds as the middleware of the real API's framework does (framework: Starlette).
 */
import type { WireResponse } from '../contract/response.ts';

type Headers = readonly (readonly [name: string, value: string])[];
type Given = Readonly<Record<string, string | undefined>>;

/** The part that CORS plays in an exchange. Without one, a preflight is a request like any other. */
export interface Cors {
  /** The response to a preflight; undefined when the request is not one. */
  preflight(method: string, given: Given): WireResponse | undefined;
  /** What a response carries besides its own headers; a 500 carries nothing. */
  headers(given: Given, status: number): Headers;
}

const METHODS = 'DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT';
const MAX_AGE_SECONDS = '600';

/** What the vendor's client reads of a response: a browser hides all other headers from it (decided). */
const EXPOSED =
  'x-request-id, x-ratelimit-limit, x-ratelimit-remaining, x-ratelimit-reset, retry-after';

/** CORS for some origins, or for all of them with `*`. */
export function createCors(origins: readonly string[]): Cors {
  const all = origins.includes('*');
  const allows = (origin: string): boolean => all || origins.includes(origin);

  function allowed(origin: string): Headers {
    if (all) return [['access-control-allow-origin', '*']];
    return [
      ['access-control-allow-origin', origin],
      ['vary', 'Origin'],
    ];
  }

  return {
    preflight(method, given) {
      const { origin } = given;
      const asked = given['access-control-request-method'];
      if (method !== 'OPTIONS' || origin === undefined || asked === undefined) return undefined;
      const wanted = given['access-control-request-headers'];
      const text = { contentType: 'text/plain; charset=utf-8' };
      if (!allows(origin)) {
        const why = `the origin ${origin} is not one of --cors`;
        return { ...text, status: 400, body: 'Disallowed CORS origin', why };
      }
      return {
        ...text,
        status: 200,
        body: 'OK',
        headers: [
          ['access-control-allow-methods', METHODS],
          ['access-control-max-age', MAX_AGE_SECONDS],
          ...(wanted === undefined ? [] : [['access-control-allow-headers', wanted] as const]),
        ],
      };
    },
    headers({ origin }, status) {
      if (origin === undefined || status === 500 || !allows(origin)) return [];
      return [...allowed(origin), ['access-control-expose-headers', EXPOSED]];
    },
  };
}
