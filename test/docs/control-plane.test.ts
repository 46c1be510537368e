import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, startEmulator } from '../helpers/command.ts';
import { consoles } from '../helpers/consoles.ts';

const text = readFileSync(join(root, 'docs/control-plane.md'), 'utf8');
const [, flags = ''] = /`(--clock [^`]+)`/.exec(text) ?? [];
const [, variables = ''] = /```sh\n(E=[\s\S]*?)```/.exec(text) ?? [];
const sections = text
  .split(/^## /m)
  .slice(1)
  .map((section) => ({ title: section.split('\n')[0] as string, steps: consoles(section) }))
  .filter(({ steps }) => steps.length > 0);

describe('docs/control-plane.md', () => {
  it('has examples', () => {
    expect(sections.length).toBeGreaterThanOrEqual(8);
  });

  it.each(sections)('answers as it says: $title', async ({ steps }) => {
    const { url } = await startEmulator(flags.split(' '));
    for (const { command, output } of steps) {
      const script = `${variables}\n${command}`.replaceAll('http://127.0.0.1:4010', url);
      expect(execFileSync('sh', ['-c', script]).toString().trim(), command).toBe(output);
    }
  });
});
