/** Lies about what is read: the listing, its credentials and its path. */
import { paths } from '../../helpers/http.ts';
import { json, type RequestHandler, status, type ToldLie, when } from '../../helpers/liar.ts';

/** The response that lists the calls. */
export const listing = ({ path, status }: RequestHandler) =>
  path === paths.active() && status === 200;
const anonymous = ({ authorization }: RequestHandler) => authorization === undefined;
const of = (code: number) => (exchange: RequestHandler) => exchange.status === code;
const LISTS = 'lists the active calls';
const ASKS = 'requires credentials';
const METHOD = 'accepts only the published method';
const PATHS = 'responds with 404 to other paths';
const WORKSPACE = 'refuses a workspace id that is not a UUID';

/** Each lie, the check that finds it, and what that check says. */
export const readingLies: readonly ToldLie[] = [
  [
    'lists a call without caller_id',
    when(
      listing,
      json((calls: Record<string, unknown>[]) => calls.map(({ caller_id: _, ...call }) => call)),
    ),
    LISTS,
    /^200; body\.0\.caller_id: .*expected string/,
  ],
  [
    'lists a duration that is a text',
    when(
      listing,
      json((calls: object[]) => calls.map((c) => ({ ...c, duration_seconds: '1' }))),
    ),
    LISTS,
    /body\.0\.duration_seconds: .*expected number/,
  ],
  [
    'lists a service_id that is not a UUID',
    when(
      listing,
      json(([first, ...rest]: object[]) => [{ ...first, service_id: 'x' }, ...rest]),
    ),
    LISTS,
    /body\.0\.service_id: /,
  ],
  [
    'wraps the list',
    when(
      listing,
      json((items) => ({ items })),
    ),
    LISTS,
    /expected array/,
  ],
  [
    'cuts the list off',
    when(listing, (exchange) => {
      exchange.body = exchange.body.slice(0, -1);
    }),
    LISTS,
    '200; the body is not JSON',
  ],
  [
    'has the content type HTML for the list',
    when(listing, (exchange) => {
      exchange.headers['content-type'] = 'text/html';
    }),
    LISTS,
    '200; content-type text/html, not application/json',
  ],
  ['responds with 203 to the list', when(listing, status(203)), LISTS, '203'],
  [
    'redirects the list',
    when(listing, (exchange) => {
      exchange.status = 302;
      exchange.headers.location = 'https://elsewhere.example/';
    }),
    LISTS,
    '302 to https://elsewhere.example/',
  ],
  [
    'has no challenge',
    when(anonymous, ({ headers }) => {
      delete headers['www-authenticate'];
    }),
    ASKS,
    '401; no WWW-Authenticate',
  ],
  [
    'challenges with another scheme',
    when(anonymous, ({ headers }) => {
      headers['www-authenticate'] = 'Basic';
    }),
    ASKS,
    '401; WWW-Authenticate: Basic',
  ],
  [
    'refuses a request without credentials with 403',
    when(anonymous, status(403)),
    ASKS,
    /^403 "Missing/,
  ],
  [
    'has another envelope',
    when(
      anonymous,
      json(() => ({ error: 'no' })),
    ),
    ASKS,
    '401; no {"detail": text}: {"error":"no"}',
  ],
  [
    'names another place of the workspace id',
    when(
      ({ path }) => path.startsWith('/v1/no-uuid'),
      json(({ detail: [issue] }: { detail: object[] }) => ({
        detail: [{ ...issue, loc: ['query', 'workspace_id'] }],
      })),
    ),
    WORKSPACE,
    '422; uuid_parsing at ["query","workspace_id"]',
  ],
  [
    'does not check the workspace id',
    when(
      ({ path }) => path.startsWith('/v1/no-uuid'),
      (exchange) => {
        exchange.status = 200;
        exchange.body = '[]';
      },
    ),
    WORKSPACE,
    '200',
  ],
  [
    'has a text in place of the issues',
    when(
      ({ path }) => path.startsWith('/v1/no-uuid'),
      json(() => ({ detail: 'bad' })),
    ),
    WORKSPACE,
    /^422; body\.detail: .*expected array/,
  ],
  [
    'has a 422 without detail',
    when(
      ({ path }) => path.startsWith('/v1/no-uuid'),
      json(() => ({})),
    ),
    WORKSPACE,
    '422; no {"detail": […]}: {}',
  ],
  [
    'has an HTML page for an unknown path',
    when(of(404), (exchange) => {
      if (!exchange.path.endsWith('no-such-path')) return;
      exchange.headers['content-type'] = 'text/html';
      exchange.body = '<h1>\u001b[31m404</h1>';
    }),
    PATHS,
    '404; content-type text/html, not application/json; no {"detail": text}: <h1> [31m404</h1>',
  ],
  [
    'has no Allow',
    when(of(405), ({ headers }) => {
      delete headers.allow;
    }),
    METHOD,
    '405; no Allow',
  ],
  [
    'allows more',
    when(of(405), ({ headers }) => {
      headers.allow = 'GET, PUT';
    }),
    METHOD,
    '405; Allow: GET, PUT',
  ],
];
