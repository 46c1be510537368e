import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { flagsTable } from '../../src/cli/options.ts';
import { root, run, startEmulator } from '../helpers/command.ts';
import { consoles, expectOutput } from '../helpers/consoles.ts';

const page = (name: string): string => readFileSync(join(root, name), 'utf8');
const readme = page('README.md');
const flags = page('docs/flags.md');
const fixtures = page('docs/fixtures.md');

describe('the README', () => {
  it('has commands with the printed output', async () => {
    const [, flags = ''] = /npm start -- (--clock [^`]+)`/.exec(readme) ?? [];
    const { url } = await startEmulator(flags.split(' '));
    const steps = consoles(readme);
    expect(steps).toHaveLength(6);
    expectOutput(steps, url);
  });

  it('names scripts that exist', () => {
    const named = [...readme.matchAll(/npm (?:run )?(start|test|dev|check)\b/g)].map(
      ([, name]) => name,
    );
    expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(named));
  });

  it('docs/flags.md has the table that the code makes (npm run generate)', () => {
    expect(flags).toContain(`<!-- flags -->\n${flagsTable()}\n<!-- /flags -->`);
  });

  it('docs/fixtures.md has a valid fixture, and the error message of a wrong one', async () => {
    const [, fixture = ''] = /```json\n([\s\S]*?)```/.exec(fixtures) ?? [];
    const [, refusal = ''] = /```text\n([\s\S]*?)```/.exec(fixtures) ?? [];
    const folder = mkdtempSync(join(tmpdir(), 'sessions-emulator-'));
    const file = join(folder, 'my-world.json');
    writeFileSync(file, fixture);
    const { url } = await startEmulator(['--fixtures', file]);
    const [workspace] = JSON.parse(fixture).workspaces;
    const answer = await fetch(`${url}/v1/${workspace.workspace_id}/sessions/active`, {
      headers: { authorization: 'Bearer any' },
    });
    expect(await answer.json()).toHaveLength(1);

    const [call] = workspace.calls;
    const [found = ''] = /"[^"]+"$/m.exec(refusal) ?? [];
    writeFileSync(file, fixture.replace(`"${call.service_id}",`, `${found},`));
    const { code, stderr } = await run(['--fixtures', file]).ended;
    expect([code, stderr.replace(file, 'my-world.json')]).toEqual([2, refusal]);
  });

  it('docs/flags.md names exit codes that --help names too', async () => {
    const { stdout } = await run(['--help']).ended;
    for (const code of ['0 stopped', '1 failed', '3 the port is taken']) {
      expect(flags).toContain(code);
      expect(stdout).toContain(code);
    }
  });

  it('shows the environment of the demo world', async () => {
    const env = Object.fromEntries(
      [...readme.matchAll(/^export (AMIGO_\w+)=(\S+)$/gm)].map(([, name, value]) => [name, value]),
    ) as Record<string, string>;
    const { url } = await startEmulator(['--auth', 'keys']);
    const answer = await fetch(`${url}/v1/${env.AMIGO_WORKSPACE_ID}/sessions/active`, {
      headers: { authorization: `Bearer ${env.AMIGO_API_KEY}` },
    });
    const calls = (await answer.json()) as { service_id: string }[];
    expect(calls.map((one) => one.service_id)).toContain(env.AMIGO_SERVICE_ID);
    expect(new URL(env.AMIGO_BASE_URL as string).port).toBe('4010');
  });
});

const skill = 'skills/sessions-emulator/SKILL.md';

describe('recipes', () => {
  const recipesOf = (text: string) => {
    const [, table = ''] = /<!-- recipes -->([\s\S]*?)<!-- \/recipes -->/.exec(text) ?? [];
    return table.trim().split('\n').slice(2);
  };

  it.each(['README.md', skill])('work in their order: %s', async (document) => {
    const { url } = await startEmulator([]);
    const here = (text: string) => text.replaceAll('http://127.0.0.1:4010', url);
    const [, E = ''] = /^E=(http.*)$/m.exec(page(document)) ?? [];
    const folder = mkdtempSync(join(tmpdir(), 'sessions-emulator-'));
    const recipes = recipesOf(page(document));
    expect(recipes.length).toBeGreaterThan(9);
    for (const recipe of recipes) {
      const [, command = ''] = /\| `(curl [^`]+)` \|$/.exec(recipe) ?? [];
      const script = here(command.replace('curl', 'curl -s --fail-with-body'));
      const env = { ...process.env, E: here(E), JSON: 'content-type: application/json' };
      execFileSync('sh', ['-c', script], { env, cwd: folder });
    }
  });

  it('of the skill are recipes of the README', () => {
    expect(recipesOf(readme)).toEqual(expect.arrayContaining(recipesOf(page(skill))));
  });
});

describe('the files for coding agents', () => {
  it('the skill has the front matter by which an agent finds it', () => {
    const [, name = '', description = ''] =
      /^---\nname: (.+)\ndescription: (.+)\n---\n/.exec(page(skill)) ?? [];
    expect(name).toBe(basename(dirname(skill)));
    expect(description).toMatch(/Use when /);
    expect(description.length).toBeLessThanOrEqual(1024);
  });

  it('llms.txt has a title, a summary, and sections that are lists of links with a note', () => {
    const [head = '', ...sections] = page('llms.txt').split(/^## .+\n\n/m);
    expect(head).toMatch(/^# sessions-emulator\n\n> /);
    expect(sections.length).toBeGreaterThan(1);
    for (const line of sections.flatMap((section) => section.trim().split('\n'))) {
      expect(line).toMatch(/^- \[[^\]]+\]\([^)]+\): \S/);
    }
  });

  it('llms.txt and the skill take at most 4 kB of the package', () => {
    const bytes = ['llms.txt', skill].map((file) => gzipSync(page(file), { level: 9 }).length);
    expect(bytes.reduce((sum, one) => sum + one)).toBeLessThanOrEqual(4_000);
  });
});

describe('the documents', () => {
  const documents = [
    ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', 'llms.txt', skill],
    ...['docs', 'examples', 'bench'].flatMap((folder) =>
      readdirSync(join(root, folder))
        .filter((file) => file.endsWith('.md'))
        .map((file) => `${folder}/${file}`),
    ),
  ];
  /** The anchors of the headings of a page, as GitHub makes them. */
  const anchorsOf = (text: string) =>
    [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    );

  it.each(documents)('%s links to files and headings that exist', (document) => {
    const leadNowhere = [...page(document).matchAll(/\]\((?!http)([^)#]*)#?([^)]*)\)/g)]
      .map(([, file = '', anchor = '']) => ({
        target: file === '' ? document : join(dirname(document), file),
        anchor,
      }))
      .filter(
        ({ target, anchor }) =>
          !existsSync(join(root, target)) ||
          (anchor !== '' && !anchorsOf(page(target)).includes(anchor)),
      );
    expect(leadNowhere).toEqual([]);
  });

  it.each(['CONTRIBUTING.md', 'docs/architecture.md'])(
    '%s names sources that exist',
    (document) => {
      const text = readFileSync(join(root, document), 'utf8');
      const sources = ['src', 'test'].flatMap((folder) =>
        readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
          (file) => `/${folder}/${file.replaceAll('\\', '/')}`,
        ),
      );
      const named = [...text.matchAll(/`(?:src\/)?([\w/-]+\.ts)`/g)].map(([, file = '']) => file);
      expect(named.filter((file) => !sources.some((one) => one.endsWith(`/${file}`)))).toEqual([]);
    },
  );

  it('CONTRIBUTING.md explains every dependency', () => {
    const text = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
    const packages = Object.keys(manifest.devDependencies).filter(
      (one) => !one.startsWith('@types/'),
    );
    expect(packages.filter((one) => !text.includes(`\`${one}\``))).toEqual([]);
  });
});
