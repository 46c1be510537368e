import { expect, it } from 'vitest';
import { createLog } from '../../src/http/log.ts';

it.each([
  ['pretty', [expect.stringMatching(/^\d\d:\d\d:\d\d\.\d{3}Z the store is away \ufffd\[31m$/)]],
  [
    'json',
    [expect.stringMatching(/^\{"event":"note","at":"[^"]+Z","text":"the store is away \\u001b/)],
  ],
  ['silent', []],
] as const)('a note is one line of the %s log', (mode, expected) => {
  const lines: string[] = [];
  createLog(mode, (line) => lines.push(line)).note?.('the store is away \u001b[31m');
  expect(lines).toEqual(expected);
});

it.each([
  ['pretty', /^(?<time>[\d:.]+Z) /],
  ['json', /^\{"event":"\w+","at":"\d{4}-\d\d-\d\dT(?<time>[\d:.]+Z)"/],
] as const)('each line of the %s log begins with the time of the host', (mode, timed) => {
  const lines: string[] = [];
  const log = createLog(mode, (line) => lines.push(line));
  const before = new Date().toISOString().slice(11, 16);
  log.request({ method: 'GET', path: '/', status: 200, ms: 1, requestId: 'req_1' });
  log.fault(new Error('broken'), 'req_1');
  log.note?.('something');
  const times = lines.map((line) => timed.exec(line)?.groups?.time);
  expect(times).toEqual(Array(3).fill(expect.stringMatching(/^\d\d:\d\d:\d\d\.\d{3}Z$/)));
  // Unless the minute has just changed, it is the same.
  const after = new Date().toISOString().slice(11, 16);
  expect([before, after]).toContain(times[0]?.slice(0, 5));
});
