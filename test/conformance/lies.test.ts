/** The checks against servers that lie about one thing. */
import { describe, expect, it } from 'vitest';
import { check, differing, READING, reading, writing } from '../helpers/conformance.ts';
import { emulate } from '../helpers/http.ts';
import { json, startLiar, when } from '../helpers/liar.ts';
import { aroundLies } from './lies/around.ts';
import { listing, readingLies } from './lies/reading.ts';
import { refusingLies } from './lies/refusing.ts';
import { writingLies } from './lies/writing.ts';

describe('a server that lies', () => {
  it.each([...readingLies, ...refusingLies, ...writingLies, ...aroundLies])(
    'differs in the one check when it %s',
    async (_, lie, name, found) => {
      const { url } = await emulate();
      const liar = await startLiar(url, lie);
      const differences = differing(await check(liar.url, writing));
      expect(differences.map((finding) => finding.name)).toEqual([name]);
      expect(differences[0]?.found).toEqual(
        typeof found === 'string' ? found : expect.stringMatching(found),
      );
    },
  );

  it('is not quoted when it succeeds, because the body may hold personal data', async () => {
    const { url } = await emulate();
    const liar = await startLiar(
      url,
      when(
        listing,
        json((calls: object[]) => ({ calls })),
      ),
    );
    expect(JSON.stringify(await check(liar.url, reading))).not.toContain('+1555');
  });

  it('does not get the key into the report, however long its response and however the key is written', async () => {
    const { url } = await emulate();
    const key = 'sk-"quoted"/secret%';
    const liar = await startLiar(url, (exchange) => {
      exchange.status = 400 + (exchange.asked.length % 2);
      exchange.headers.location = `/?key=${encodeURIComponent(key)}`;
      exchange.body = JSON.stringify({ detail: `${'x'.repeat(290)}${key}`, key });
      if (listing(exchange) || exchange.path.includes('no-uuid')) exchange.status = 302;
    });
    const findings = await check(liar.url, writing, key);
    expect(differing(findings).length).toBeGreaterThan(READING);
    const text = JSON.stringify(findings);
    expect(text).toContain('[key]');
    expect(text).not.toMatch(/sk-|quoted|secret/);
  });
});
