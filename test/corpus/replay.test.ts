import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmulator, type OpenEmulator } from '../../src/emulator.ts';
import { sendRaw } from '../helpers/raw.ts';
import { OTHER } from '../helpers/world.ts';
import { bytesOf, corpus, differences } from './corpus.ts';

describe('the recorded corpus', () => {
  let emulator: OpenEmulator;
  let port: number;

  beforeAll(async () => {
    emulator = await createEmulator();
    // The journal is on, and a rule for another workspace is nobody's business here.
    await emulator.world.addFault(OTHER, {
      operation: null,
      callSid: null,
      answer: { status: 503, detail: 'not here', retryAfter: null },
      delay: null,
      connection: null,
      times: null,
      after: 0,
      probability: 1,
      ttlSeconds: null,
      phase: 'before',
      rateLimit: null,
    });
    ({ port } = await emulator.listen());
  });
  afterAll(() => emulator.close());

  const groups = new Map<string, typeof corpus>();
  for (const one of corpus) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);

  it('is all there', () => {
    expect(corpus).toHaveLength(798);
  });

  it.each([...groups.keys()])('is answered as the original did: %s', async (group) => {
    const different: string[] = [];
    for (const recorded of groups.get(group) ?? []) {
      const { method, target, headers } = recorded;
      const body = bytesOf(recorded.body_base64);
      const answer = await sendRaw(port, { method, target, headers, body });
      different.push(...differences(recorded, answer));
    }
    expect(different.join('\n')).toBe('');
  });
});
