/** Reports of the checks: as text, and as JSON. */
import { type Finding, NOT_ASKED } from './run.ts';

/** The results as one JSON object. */
export function jsonReport(baseUrl: string, checks: readonly Finding[]): string {
  const ok = checks.every((check) => check.ok);
  return `${JSON.stringify({ baseUrl, checks, ok }, null, 2)}\n`;
}

/** The results as a table with the differences, and a summary. `color` is for terminals. */
export function tableReport(baseUrl: string, checks: readonly Finding[], color = false): string {
  const paint = (ok: boolean, text: string) =>
    color ? `\u001b[${ok ? 32 : 31}m${text}\u001b[0m` : text;
  const width = Math.max(...checks.map(({ name }) => name.length));
  const asked = checks.filter(({ found }) => found !== NOT_ASKED);
  const lines = asked.flatMap(({ name, request, ok, expected, found, skipped }) => {
    if (skipped === true) return [`skipped    ${name.padEnd(width)}  ${found}`];
    const line = `${paint(ok, ok ? 'ok       ' : 'DIFFERENT')}  ${name.padEnd(width)}  ${request}`;
    return ok
      ? [line]
      : [line, `           expected: ${expected}`, `           found:    ${found}`];
  });
  const left = checks.length - asked.length;
  if (left > 0) lines.push(`${left} more checks were ${NOT_ASKED}`);
  const skipped = checks.filter((check) => check.skipped === true).length;
  const good = checks.filter(({ ok }) => ok).length - skipped;
  const and = skipped === 0 ? '' : `, ${skipped} skipped`;
  return `${[...lines, '', `${good} of ${checks.length} checks ok${and}: ${baseUrl}`].join('\n')}\n`;
}
