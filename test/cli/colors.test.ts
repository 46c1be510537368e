import { describe, expect, it } from 'vitest';
import { hasColors } from '../../src/cli/colors.ts';
import { tableReport } from '../../src/conformance/report.ts';

const terminal = { isTTY: true, hasColors: () => true };
const plain = { isTTY: true, hasColors: () => false };

describe('colours', () => {
  it.each([
    ['on a terminal that has them', terminal, undefined, true],
    ['not on a terminal without, or with NO_COLOR', plain, undefined, false],
    ['not in a pipe', {}, undefined, false],
    ['in a pipe with FORCE_COLOR=1', {}, '1', true],
    ['not on a terminal with FORCE_COLOR=0', terminal, '0', false],
    ['with FORCE_COLOR, which wins over NO_COLOR', plain, 'true', true],
  ])('are written %s', (_, stream, FORCE_COLOR, expected) => {
    expect(hasColors(stream, { FORCE_COLOR })).toBe(expected);
  });

  it('tell the results of check apart', () => {
    const finding = { name: 'n', request: 'GET /', expected: '200', found: '200' };
    const report = tableReport(
      'http://x',
      [
        { ...finding, ok: true },
        { ...finding, ok: false },
      ],
      true,
    );
    expect(report).toContain('\u001b[32mok       \u001b[0m  n');
    expect(report).toContain('\u001b[31mDIFFERENT\u001b[0m  n');
  });
});
