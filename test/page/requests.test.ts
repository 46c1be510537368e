import { describe, expect, it } from 'vitest';
import { blockReader } from '../../src/page/api/event-stream.ts';
import type { JournalEntryView, RequestEvent } from '../../src/page/api/types.ts';
import { asCurl, asTest } from '../../src/page/views/requests/copy.ts';
import { passes } from '../../src/page/views/requests/filters.ts';
import { duration, shortPath, timeOfDay } from '../../src/page/views/requests/texts.ts';
import { CALL_1, paths } from '../helpers/http.ts';
import { WS } from '../helpers/world.ts';

const entry: JournalEntryView = {
  seq: 1,
  at: '2026-03-01T09:30:00+00:00',
  operation: 'inject',
  call_sid: CALL_1,
  method: 'POST',
  path: paths.inject(),
  query: '',
  headers: {
    host: 'localhost',
    authorization: '[redacted]',
    'content-type': 'application/json',
    'x-mine': "it's",
  },
  body: { message: "it's" },
  status: 200,
  response: { status: 'delivered', call_sid: CALL_1 },
  request_id: 'req_1',
  ms: 1,
  why: null,
  fault_id: null,
  connection: null,
};

const request = (fields: Partial<RequestEvent> = {}): RequestEvent => ({
  id: 1,
  type: 'request.answered',
  at: entry.at,
  workspace_id: WS,
  operation: 'inject',
  method: 'POST',
  path: '/v1/Some/Path',
  status: 404,
  request_id: 'req_1',
  ms: 1,
  ...fields,
});

describe('a stream of events that arrives in parts', () => {
  it('is the same however it was cut', () => {
    const text =
      ': starting\nid: 4\n\nid: 5\nevent: a\ndata: {"x":1}\n\r\nid: 6\nevent: b\ndata: 1\ndata: 2\n\n';
    const blocks = [
      { id: '4', event: '', data: '' },
      { id: '5', event: 'a', data: '{"x":1}' },
      { id: '6', event: 'b', data: '1\n2' },
    ];
    for (let cut = 0; cut <= text.length; cut++) {
      const read = blockReader();
      expect([...read(text.slice(0, cut)), ...read(text.slice(cut))]).toEqual(blocks);
    }
  });
});

describe('a filter', () => {
  it.each([
    [{}, true],
    [{ workspace: WS }, true],
    [{ workspace: 'another' }, false],
    [{ operation: 'inject' }, true],
    [{ operation: 'start' }, false],
    [{ status: '404' }, true],
    [{ status: '4xx' }, true],
    [{ status: '40' }, false],
    [{ status: '5xx' }, false],
    [{ only: 'refused' }, true],
    [{ only: 'unmatched' }, false],
    [{ only: 'fault' }, false],
    [{ only: 'unknown' }, true],
    [{ path: 'some/PATH' }, true],
    [{ path: 'other' }, false],
    [{ status: '4xx', operation: 'start' }, false],
  ])('%j of a refused injection passes: %s', (filter, expected) => {
    expect(passes(request(), filter)).toBe(expected);
  });

  it('finds requests without an operation, and those with a fault', () => {
    expect(passes(request({ operation: null }), { only: 'unmatched' })).toBe(true);
    expect(passes(request({ fault_id: 'flt_1' }), { only: 'fault' })).toBe(true);
    expect(passes(request({ status: 399 }), { only: 'refused' })).toBe(false);
  });
});

describe('a request as a curl command', () => {
  it('has its headers and body, quoted for a shell, and no credential', () => {
    expect(asCurl('http://localhost:4010', entry)).toBe(
      [
        `curl 'http://localhost:4010${paths.inject()}'`,
        '-H "authorization: Bearer $AMIGO_API_KEY"',
        "-H 'content-type: application/json'",
        `-H 'x-mine: it'\\''s'`,
        `--data-raw '{"message":"it'\\''s"}'`,
      ].join(' \\\n  '),
    );
  });

  it('names a method that curl would not take by itself, and has brackets taken as they are', () => {
    const bare = { ...entry, headers: {}, body: null };
    expect(asCurl('', { ...bare, method: 'GET', path: '/a', query: 'b[]=1' })).toBe(
      "curl -g '/a?b[]=1'",
    );
    expect(asCurl('', { ...bare, method: 'DELETE', path: '/a' })).toBe("curl '/a' \\\n  -X DELETE");
    expect(asCurl('', { ...bare, path: '/a' })).toBe("curl '/a' \\\n  -X POST");
    expect(asCurl('', { ...bare, path: '/a', body: 'no JSON' })).toContain("--data-raw 'no JSON'");
  });
});

describe('a request as a test', () => {
  it('verifies its operation, status, call and body', () => {
    expect(asTest(entry)).toContain(`test("sends inject once", async ({ sessions }) => {`);
    expect(asTest(entry)).toContain(`  await expect(sessions).toHaveReceivedRequest({
    operation: "inject",
    status: 200,
    callSid: "${CALL_1}",
    body: {
      message: "it's"
    },
    exactly: 1,
  });`);
  });

  it('has no field that its request has no value for', () => {
    const test = asTest({ ...entry, operation: null, call_sid: null, body: null });
    expect(test).toContain(`"sends POST ${paths.inject()} once"`);
    expect(test).not.toMatch(/operation:|callSid:|body:/);
  });
});

describe('the texts of a request', () => {
  it('have a time to the millisecond, a duration with a unit, and a path that fits', () => {
    expect(timeOfDay('2026-03-01T09:30:00.123456+00:00')).toEqual(['09:30:00', '.123']);
    expect(timeOfDay('2026-03-01T09:30:00+00:00')).toEqual(['09:30:00', '.000']);
    expect([0.25, 9.9, 12.3, 999.4, 1500].map(duration)).toEqual([
      '0.3 ms',
      '9.9 ms',
      '12 ms',
      '999 ms',
      '1.50 s',
    ]);
    expect(shortPath(`/v1/${WS}/x`)).toBe('/v1/1111…/x');
    expect(shortPath(paths.inject())).toBe('/v1/1111…/sessions/CA…0001/inject');
  });
});
