/** Requests that once broke something: every run begins with them. */
import type { WireRequest } from './client.ts';

/** The demo world's first workspace and what is in it. */
export const demo = {
  workspace: '11111111-1111-4111-8111-111111111111',
  other: '22222222-2222-4222-8222-222222222222',
  services: ['aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa1', 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa2'],
  entities: ['eeeeeeee-eeee-4eee-8eee-eeeeeeeeeee1', 'eeeeeeee-eeee-4eee-8eee-eeeeeeeeeee2'],
  canonicalIds: ['charmhealth:Patient:67890', 'charmhealth:Patient:67891'],
  calls: [1, 2, 3].map((one) => `CA${String(one).padStart(32, '0')}`),
} as const;

const ws = `/_emulator/workspaces/${demo.workspace}`;
const api = `/v1/${demo.workspace}`;
const inject = `${api}/sessions/${demo.calls[0]}/inject`;
const nested = (depth: number, inside = '1'): string =>
  `${'{"a":'.repeat(depth)}${inside}${'}'.repeat(depth)}`;

type Line = readonly [
  method: string,
  target: string,
  body?: string | Buffer,
  headers?: Readonly<Record<string, string>>,
];

const lines: readonly Line[] = [
  ['GET', `${api}${'/'.repeat(15_500)}sessions/active`],
  ['GET', '/'.repeat(60_000)],
  ['POST', inject, `[${Array.from({ length: 240 }, () => '9'.repeat(4_300)).join(',')}]`],
  ['POST', inject, nested(100_000)],
  ['POST', inject, Buffer.from('\ufeff{"message":"utf-16"}', 'utf16le')],
  ['POST', inject, '{"message":NaN}'],
  ['POST', inject, Buffer.from('7b226d657373616765223a22eda0bdedb88022207d', 'hex')],
  ['HEAD', `${api}/sessions/active`],
  ['HEAD', `${api}/sessions/nothing`],
  ['HEAD', `${ws}/calls/unknown`],
  ['GET', '/_emulator/workspaces', '{}'],
  ['TRACE', '/_emulator/workspaces', '{}'],
  ['TRACE', inject, '{}'],
  ['POST', `${ws}/calls`, '{}', { 'content-type': 'application/json;' }],
  ['POST', `${ws}/calls`, '{}', { 'content-type': 'application/json ; charset=utf-8' }],
  ['GET', '/_emulator/events', '', { 'last-event-id': '-5' }],
  ['GET', `${ws}/calls/${demo.calls[0]}/events`, '', { 'last-event-id': 'sub_x/evt_x' }],
  ['POST', `${ws}/calls`, '{"started_seconds_ago":1e300}'],
  ['POST', `${ws}/calls`, '{"length_seconds":1e300}'],
  [
    'POST',
    `${ws}/calls`,
    '{"timeline":[{"at_seconds":1e300,"state":"x"}],"response_delay_seconds":1e300,"subscribers":1}',
  ],
  ['POST', `${ws}/clock/advance`, '{"seconds":1e300}'],
  ['POST', '/_emulator/clock/advance', '{"seconds":1e300}'],
  ['PUT', '/_emulator/clock', '{"now":"9999-12-31T23:59:59Z"}'],
  ['PUT', `${ws}/api-keys`, '{"expires_in_seconds":1e300}'],
  ['POST', `${api}/api-keys`, '{"name":"x","expires_in_days":1e300}'],
  ['POST', '/_emulator/wait', '{"timeout_ms":1}'],
  [
    'POST',
    `${ws}/faults`,
    `{"status":503,"times":1,"operation":"inject","detail":${nested(20_000)}}`,
  ],
  ['GET', `${ws}/faults`],
  ['GET', `${ws}/journal`],
  ['POST', `${ws}/journal/verify`, `{"body":${nested(5_000)}}`],
  ['POST', `${ws}/journal/verify`, '{"body":{"__proto__":{"x":1}},"at_least":5,"at_most":1}'],
  [
    'PUT',
    `${ws}/script`,
    `{"rules":[{"match":{"contains":"x"},"reply":{"tool_calls":[{"tool_name":"x","input":${nested(20_000)}}]}}]}`,
  ],
  ['PUT', `${ws}/script`, '{"rules":[{"match":{"regex":"^(a+)+$"},"reply":{"text":"x"}}]}'],
  ['PUT', '/_emulator/snapshot', '{"version":1,"workspaces":[]}'],
  ['PUT', '/_emulator/snapshot', nested(50_000)],
  ['POST', `${ws}/calls`, '{"count":100000,"subscribers":1000}'],
  ['POST', inject, '{"message":"x"}', { prefer: 'code=204' }],
  ['POST', inject, '{"message":"x"}', { expect: '200-ok' }],
  ['GET', `${api}/sessions/active`, '', { host: '' }],
  ['GET', `${api}/sessions/active`, '', { 'x-filler': 'f'.repeat(40_000) }],
  [
    'POST',
    `${api}/world/entities/resolve`,
    `{"entity_type":"x","email":"${'a.'.repeat(5_000)}@x"}`,
  ],
  ['POST', `${api}/runs/${demo.services[0]}/guidance`, nested(20_000)],
  ['GET', `${api}/runs?continuation_token=%ff&limit=${'9'.repeat(4_300)}`],
  ['GET', `${api}/calls?date_from=0000-01-01&offset=1e300`],
  ['GET', `${api}/world/search?q=&confidence_min=NaN`],
  ['GET', `${api}/events/stream`, '', { 'last-event-id': '9'.repeat(400) }],
  ['POST', `${api}/integrations`, nested(20_000)],
  ['POST', '/_emulator/reset'],
];

/** The requests, each with an id. */
export function opening(): WireRequest[] {
  return lines.map(([method, target, body = '', headers = {}], at) => ({
    method,
    target,
    headers: Object.entries({
      'x-request-id': `opening-${at}`,
      authorization: 'Bearer demo-key',
      ...(body.length > 0 && { 'content-type': 'application/json' }),
      ...headers,
    }),
    body: Buffer.from(body as string),
  }));
}
