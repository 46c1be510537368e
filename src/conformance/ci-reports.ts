/** Reports of the checks for CI: as JUnit XML, and as annotations of GitHub Actions. */
import { type Finding, NOT_ASKED } from './run.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** A text for XML. Characters that XML cannot hold are left out. */
function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"]/g, (one) => ENTITIES[one] ?? one);
}

/** The results as a JUnit file: one test case for each check. */
export function junitReport(baseUrl: string, checks: readonly Finding[]): string {
  const isSkipped = ({ found, skipped }: Finding) => skipped === true || found === NOT_ASKED;
  const skipped = checks.filter(isSkipped).length;
  const failures = checks.filter((check) => !check.ok && !isSkipped(check)).length;
  const cases = checks.map((check) => {
    const { expected, found, name, ok, request } = check;
    const head = `    <testcase classname="sessions-emulator.check" name="${xml(name)}"`;
    if (isSkipped(check)) {
      return `${head}>\n      <skipped message="${xml(found)}"/>\n    </testcase>`;
    }
    if (ok) return `${head}/>`;
    const text = xml(`${request}\nexpected: ${expected}\nfound:    ${found}`);
    return `${head}>\n      <failure message="${xml(found)}">${text}</failure>\n    </testcase>`;
  });
  const counts = `tests="${checks.length}" failures="${failures}" skipped="${skipped}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="${xml(`sessions-emulator check ${baseUrl}`)}" ${counts}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** A value of a workflow command of GitHub Actions, which is one line. */
const escaped = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

/** The differences as annotations of GitHub Actions, one a line; empty without one. */
export function annotations(checks: readonly Finding[]): string {
  return checks
    .filter(({ found, ok }) => !ok && found !== NOT_ASKED)
    .map(({ expected, found, name, request }) => {
      const title = escaped(name).replaceAll(':', '%3A').replaceAll(',', '%2C');
      const text = escaped(`${request}\nexpected: ${expected}\nfound: ${found}`);
      return `::error title=${title}::${text}\n`;
    })
    .join('');
}
