import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, startEmulator } from '../helpers/command.ts';
import { consoles } from '../helpers/consoles.ts';

const guides = readdirSync(join(root, 'docs'))
  .filter((file) => file.endsWith('.md'))
  .map((file) => ({ file, text: readFileSync(join(root, 'docs', file), 'utf8') }))
  .filter(({ text }) => text.includes('```console'))
  .map(({ file, text }) => {
    const sections = text
      .split(/^## /m)
      .slice(1)
      .map((section) => ({ title: section.split('\n')[0] as string, steps: consoles(section) }));
    return {
      file,
      flags: /`(--clock [^`]+)`/.exec(text)?.[1]?.split(' ') ?? [],
      variables: /```sh\n(E=[\s\S]*?)```/.exec(text)?.[1] ?? '',
      sections: sections.filter(({ steps }) => steps.length > 0),
    };
  });

it('there are guides with examples', () => {
  expect(guides.map(({ file }) => file)).toEqual(['control-plane.md', 'conversations.md']);
});

describe.each(guides)('docs/$file', ({ flags, variables, sections }) => {
  it.each(sections)('answers as it says: $title', async ({ steps }) => {
    const { url } = await startEmulator(flags);
    for (const { command, output } of steps) {
      const script = `${variables}\n${command}`.replaceAll('http://127.0.0.1:4010', url);
      expect(execFileSync('sh', ['-c', script]).toString().trim(), command).toBe(output);
    }
  });
});
