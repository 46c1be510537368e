import { expect, it } from 'vitest';
import { createLog } from '../../src/http/log.ts';

it.each([
  ['pretty', ['the store is away \ufffd[31m']],
  ['json', ['{"event":"note","text":"the store is away \\u001b[31m"}']],
  ['silent', []],
] as const)('a note is one line of the %s log', (mode, expected) => {
  const lines: string[] = [];
  createLog(mode, (line) => lines.push(line)).note?.('the store is away \u001b[31m');
  expect(lines).toEqual(expected);
});
