import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const filesIn = (folder: string, ending: string) =>
  readdirSync(join(root, folder))
    .filter((file) => file.endsWith(ending))
    .map((file) => `${folder}/${file}`);

const workflows = filesIn('.github/workflows', '.yml');
const actions = workflows.flatMap((file) =>
  read(file)
    .split('\n')
    .filter((line) => /^\s*(- )?uses:/.test(line))
    .map((line) => ({ file, action: line.replace(/^\s*(- )?uses:\s*/, '') })),
);

describe('a workflow', () => {
  it('exists for tests and for releases', () => {
    expect(workflows).toEqual(['.github/workflows/ci.yml', '.github/workflows/release.yml']);
    expect(actions.length).toBeGreaterThan(0);
  });

  it.each(actions)('pins an action by its commit, with the version beside it: $action', (one) => {
    expect(one.action, one.file).toMatch(/^[\w.-]+(\/[\w.-]+)+@[\da-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it('pins the same action by the same commit everywhere', () => {
    const names = new Set(actions.map(({ action }) => action.split('@')[0]));
    expect(new Set(actions.map(({ action }) => action)).size).toBe(names.size);
  });

  it.each(workflows)(
    'has no rights but those that it names, and a time limit for each job: %s',
    (file) => {
      const text = read(file);
      expect(text).toMatch(/^permissions:( \{\}|\n {2}contents: read)$/m);
      const [, jobs = ''] = text.split(/^jobs:$/m);
      const names = jobs.match(/^ {2}[\w-]+:$/gm) ?? [];
      expect(names.length).toBeGreaterThan(0);
      expect(jobs.match(/^ {4}timeout-minutes: \d+$/gm)).toHaveLength(names.length);
    },
  );

  it('tests the oldest Node that package.json allows, which .nvmrc names, too', () => {
    const oldest = manifest.engines.node.replace('>=', '');
    expect(read('.nvmrc').trim()).toBe(oldest);
    expect(read('.github/workflows/ci.yml')).toContain(`node: ${oldest}\n`);
  });
});

describe('CI', () => {
  it('runs every project of tests, each in one script', () => {
    const projects = [...read('vitest.config.ts').matchAll(/^ +project\(\s*'(\w+)'/gm)];
    const { test, 'test:targets': targets } = manifest.scripts;
    const run = [...`${test} ${targets}`.matchAll(/--project (\w+)/g)];
    expect(run.map(([, name]) => name)).toEqual(projects.map(([, name]) => name));
    expect(read('.ci/run')).toMatch(/^npm test\nnpm run test:targets\n$/m);
  });

  it.each(workflows)('is the same script in every workflow: %s', (file) => {
    expect(read(file)).toMatch(/^ +- run: bash \.ci\/run$/m);
  });
});

describe('.gitattributes', () => {
  const lines = read('.gitattributes')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(' '));
  const pathsWith = (attribute: string) =>
    lines
      .filter(([, ...attributes]) => attributes.includes(attribute))
      .map(([path = '']) => path.replace(/^\//, ''));

  it('gives text LF on every system', () => {
    expect(lines[0]).toEqual(['*', 'text=auto', 'eol=lf']);
  });

  it.each(pathsWith('linguist-generated'))('names a generated file that exists: %s', (path) => {
    expect(existsSync(join(root, path.replace(/\/\*\*$/, '')))).toBe(true);
  });

  it.each(pathsWith('-text'))('names a file that must stay as it is, and exists: %s', (path) => {
    const [folder = '', ending = ''] = path.split('*');
    if (path.includes('*')) expect(filesIn(folder.replace(/\/$/, ''), ending)).not.toEqual([]);
    else expect(existsSync(join(root, path))).toBe(true);
  });

  it('names every source that says that it is generated', () => {
    const generated = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
      .map((file) => `src/${file.replaceAll('\\', '/')}`)
      .filter((file) => file.endsWith('.ts') && /^\/\*\*.*generated/.test(read(file)));
    expect(generated).not.toEqual([]);
    expect(pathsWith('linguist-generated')).toEqual(expect.arrayContaining(generated));
  });
});

describe('a YAML file', () => {
  const yaml = [
    ...workflows,
    ...filesIn('.github/ISSUE_TEMPLATE', '.yml'),
    'compose.yaml',
    'examples/devcontainer/compose.yml',
    ...filesIn('examples/github-actions', '.yml'),
    ...filesIn('examples/prometheus', '.yml'),
  ];

  // No YAML parser is among the dependencies: these are the mistakes that are easily made.
  it.each(yaml)('has no tab, no odd indentation and no colon without a space: %s', (file) => {
    const lines = read(file).split('\n');
    expect(lines.filter((line) => line.includes('\t'))).toEqual([]);
    expect(lines.filter((line) => /^( {2})* (?! )/.test(line))).toEqual([]);
    expect(lines.filter((line) => /^\s*(- )?[\w-]+:[^\s]/.test(line))).toEqual([]);
    expect(lines.at(-1)).toBe('');
  });
});

describe('compose.yaml', () => {
  const text = read('compose.yaml');
  const services = [...text.matchAll(/^ {2}([\w-]+):/gm)].map(([, name]) => name);

  it('has a profile with two emulators of one world, a server and a load balancer', () => {
    expect(services).toEqual(['sessions-emulator', 'shared-1', 'shared-2', 'valkey', 'balancer']);
    const shared = text.slice(text.indexOf('\n  shared-1:'));
    expect(shared.match(/^ {4}(profiles: \[shared\]|<<: \*shared)$/gm)).toHaveLength(4);
  });

  it('names only services and files that exist', () => {
    const needed = [...text.matchAll(/^ {6}([\w-]+):\n {8}condition:/gm)].map(([, name]) => name);
    const [, store] = /redis:\/\/([\w-]+):/.exec(text) ?? [];
    const balanced = [...read('compose.nginx.conf').matchAll(/^ +server ([\w-]+):4010 /gm)];
    const files = [...text.matchAll(/^ +- \.\/(\S+?):/gm)].map(([, file = '']) => file);
    expect(services).toEqual(expect.arrayContaining([...needed, store]));
    expect(balanced.map(([, name]) => name)).toEqual(['shared-1', 'shared-2']);
    expect(files).toEqual(['compose.nginx.conf']);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });
});

describe('renovate.json', () => {
  const { minimumReleaseAge, packageRules } = JSON.parse(read('renovate.json')) as {
    minimumReleaseAge: string;
    packageRules: {
      matchPackageNames?: string[];
      allowedVersions?: string;
      dependencyDashboardApproval?: boolean;
    }[];
  };
  const dependencies: Record<string, string> = manifest.devDependencies;

  it('waits as many days as CONTRIBUTING.md says', () => {
    expect(read('CONTRIBUTING.md')).toContain(`**${minimumReleaseAge}** old`);
  });

  it('names packages that are dependencies', () => {
    const names = packageRules.flatMap((rule) => rule.matchPackageNames ?? []);
    expect(Object.keys(dependencies)).toEqual(expect.arrayContaining(names));
  });

  it('holds back the packages that CONTRIBUTING.md explains, below the next major version', () => {
    const limits = packageRules.flatMap(({ matchPackageNames = [], allowedVersions }) =>
      allowedVersions === undefined ? [] : matchPackageNames.map((name) => [name, allowedVersions]),
    );
    const nextMajor = (name: string) => Number(/\d+/.exec(dependencies[name] ?? '')?.[0]) + 1;
    const heldBack = ['vitest', 'commander', '@types/node', 'typescript'];
    expect(limits).toEqual(heldBack.map((name) => [name, `<${nextMajor(name)}`]));
  });

  it('updates exactly the packages with a pinned version only when somebody asks for it', () => {
    const onRequest = packageRules
      .filter((rule) => rule.dependencyDashboardApproval)
      .flatMap((rule) => rule.matchPackageNames ?? []);
    const pinned = Object.keys(dependencies).filter((name) => /^\d/.test(dependencies[name] ?? ''));
    expect(onRequest).toEqual(pinned);
  });
});
