import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendRaw } from '../helpers/raw.ts';
import { startTarget } from '../helpers/targets/target.ts';
import { OTHER } from '../helpers/world.ts';
import { bytesOf, corpus, differences } from './corpus.ts';

describe('the recorded corpus', () => {
  let port: number;
  let close: () => Promise<void>;

  beforeAll(async () => {
    const started = await startTarget({}, {});
    ({ port, close } = started);
    // The journal is on, and a fault rule of another workspace must change nothing here.
    const added = await fetch(`${started.url}/_emulator/workspaces/${OTHER}/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"status":503,"detail":"not here"}',
    });
    expect(added.status).toBe(201);
  });
  afterAll(() => close());

  const groups = new Map<string, typeof corpus>();
  for (const one of corpus) groups.set(one.group, [...(groups.get(one.group) ?? []), one]);

  it('is complete', () => {
    expect(corpus).toHaveLength(798);
  });

  it.each([...groups.keys()])('has the recorded response: %s', async (group) => {
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
