import { expect, it } from 'vitest';
import { annotations, junitReport } from '../../src/conformance/ci-reports.ts';

const finding = {
  name: 'lists <calls>, "all" & more: yes',
  request: 'GET /v1/x',
  ok: false,
  expected: '100% of\nthe list',
  found: 'a\u0000b\ud800c',
};

it('the JUnit report escapes what XML gives a meaning, and leaves out what it cannot hold', () => {
  const report = junitReport('http://127.0.0.1:1/?a&b', [finding]);
  expect(report).toContain('name="lists &lt;calls&gt;, &quot;all&quot; &amp; more: yes"');
  expect(report).toContain('<failure message="abc">');
  expect(report).toContain('check http://127.0.0.1:1/?a&amp;b"');
});

it('an annotation is one line, whatever its texts are', () => {
  expect(annotations([finding])).toBe(
    '::error title=lists <calls>%2C "all" & more%3A yes::GET /v1/x%0Aexpected: 100%25 of%0Athe list%0Afound: a\u0000b\ud800c\n',
  );
  expect(annotations([{ ...finding, ok: true }])).toBe('');
});
