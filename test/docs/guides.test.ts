import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { cli, root, startEmulator } from '../helpers/command.ts';
import { consoles, expectOutput, hasPython } from '../helpers/consoles.ts';
import { hasRedis, startRedis } from '../helpers/redis-server.ts';

const read = (file: string) => readFileSync(join(root, file), 'utf8');
const documents = [
  ...readdirSync(join(root, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
  'skills/sessions-emulator/SKILL.md',
].map((file) => ({ file, text: read(file) }));
const guides = documents
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

it('guides with examples exist', () => {
  expect(guides.map(({ file }) => file)).toEqual([
    'docs/conformance.md',
    'docs/control-plane.md',
    'docs/conversations.md',
    'docs/sdk.md',
    'docs/testing.md',
    'skills/sessions-emulator/SKILL.md',
  ]);
});

describe.each(guides)('$file', ({ flags, variables, sections }) => {
  it.each(sections)('has the printed output: $title', async ({ steps }) => {
    const { url } = await startEmulator(flags);
    expectOutput(steps, url, variables);
  });
});

describe('the code in README, docs and the skill', () => {
  const examples = readdirSync(join(root, 'examples'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|mjs|cjs|py|yml)$/.test(file))
    .map((file) => read(`examples/${file}`));
  const snippets = [{ file: 'README.md', text: read('README.md') }, ...documents].flatMap(
    ({ file, text }) =>
      [...text.matchAll(/```(ts|js|python|yaml)\n([\s\S]*?)```/g)].map(([, , code = '']) => ({
        file,
        code: code.trim(),
      })),
  );

  it.each(snippets)('is that of an example, which a test runs: $file', ({ code }) => {
    expect(
      examples.some((text) => text.includes(code)),
      code,
    ).toBe(true);
  });

  /** Shell commands without an output, and the test that runs each. */
  const shell: Readonly<Record<string, string>> = {
    'npm ci && npm start': 'test/e2e/cli.test.ts starts what it starts',
    'npm ci && npm test': 'what runs this',
    'docker build -t sessions-emulator .': 'nobody here: it needs a container engine',
    'openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -keyout key.pem -out cert.pem \\':
      'nobody: the certificate in test/fixtures/tls was made so, for more days; test/e2e/tls.test.ts uses it',
    'npm run soak -- --minutes 10 --seed 1': 'test/soak/report.test.ts, for less long',
    'npm install --save-dev sessions-emulator': 'test/e2e/tarball.test.ts',
    'npm install --save-dev sessions-emulator @redis/client':
      'the same; test/e2e/store.test.ts without it',
    'npx sessions-emulator --store redis://127.0.0.1:6379 --port 4010':
      'test/e2e/shared-world.test.ts starts three',
    'npx sessions-emulator store flush --store redis://127.0.0.1:6379': 'test/e2e/store.test.ts',
  };
  const blocks = [{ file: 'README.md', text: read('README.md') }, ...documents].flatMap(
    ({ file, text }) =>
      [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, code = '']) => ({
        file,
        first: code.split('\n')[0] as string,
      })),
  );
  it.each(blocks)('of the shell is run by a test: $first', ({ first }) => {
    // Variables are used by the examples that follow them.
    const isSetting = /^(export )?[A-Z_]+=/.test(first);
    expect(isSetting || first in shell).toBe(true);
  });
});

describe('the examples', () => {
  const exec = (...command: string[]) =>
    execFileSync(process.execPath, [cli, 'exec', '--verify-on-exit', '--', ...command], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    }).toString();

  it.each(['sessions', 'in-process', 'connected'])('for node:test run: %s', (name) => {
    const said = exec(process.execPath, '--test', `examples/node-test/${name}.test.mjs`);
    expect(said).toMatch(/pass 1[\s\S]*fail 0/);
  });

  it('for openapi-fetch runs, over types that are as generated', () => {
    const tool = (name: string) => join(root, 'node_modules/.bin', name);
    expect(exec(tool('tsx'), 'examples/openapi-fetch/talk.ts')).toBe(
      'agent: You said: "Is my refill ready?"\n',
    );
    const folder = mkdtempSync(join(tmpdir(), 'types-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    execFileSync(
      tool('openapi-typescript'),
      [join(root, 'openapi.companions.json'), '-o', join(folder, 'a.ts')],
      { stdio: 'ignore' },
    );
    expect(readFileSync(join(folder, 'a.ts'), 'utf8')).toBe(
      read('examples/openapi-fetch/sessions-api.ts'),
    );
  });

  it.skipIf(!hasPython)('for Python runs (it needs python3)', () => {
    exec('python3', '-m', 'unittest', '-q', 'examples/python/test_sessions.py');
  });

  it.skipIf(!hasRedis)(
    'for two shards in one world runs (it needs redis-server or valkey-server)',
    async () => {
      const redis = await startRedis();
      onTestFinished(() => redis.stop());
      const said = execFileSync('sh', ['examples/shared-world/shards.sh'], {
        cwd: root,
        env: { ...process.env, STORE: redis.url, EMULATOR: `${process.execPath} ${cli}` },
        stdio: ['ignore', 'pipe', 'pipe'],
      }).toString();
      expect(said.match(/pass 1/g)).toHaveLength(2);
      expect(said).toMatch(/^removed \d+ keys with the prefix run-/m);
      expect(await redis.command('DBSIZE')).toBe(0);
    },
  );
});
