import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoFixture } from '../../src/world/seeding/demo.ts';
import { sendRaw } from '../helpers/raw.ts';
import { startTarget } from '../helpers/targets/target.ts';
import { OTHER } from '../helpers/world.ts';
import { bytesOf, differences, readCorpus } from './corpus.ts';

/** Here a key can be issued in a workspace that exists only (decided); the framework knew no workspaces. */
const KEYS_IN = 'b5acccc0-b6ea-0eb0-aaac-0f5a0a05fdf9';
const fixture = { workspaces: [...demoFixture.workspaces, { workspace_id: KEYS_IN }] };

describe.each([
  ['the recorded corpus', 'wire-corpus.jsonl', 798, {}],
  ['the recorded corpus of the companions', 'companions-corpus.jsonl', 542, { fixture }],
  ['the recorded corpus of the neighbours', 'neighbours-corpus.jsonl', 503, {}],
] as const)('%s', (_, file, count, options) => {
  const corpus = readCorpus(file);
  let port: number;
  let close: () => Promise<void>;

  beforeAll(async () => {
    const started = await startTarget(options, {});
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
    expect(corpus).toHaveLength(count);
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
