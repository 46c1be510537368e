/** A built checkout of this project: where its command is, which commit it is of. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A build that can be measured. */
export interface Build {
  /** The checkout, as an absolute path. */
  readonly dir: string;
  /** Its command, `dist/cli.js`. */
  readonly cli: string;
  /** Short hash of its commit; `with changes` follows when its sources were changed since. */
  readonly commit: string;
  /** Its built-in demo, as text. */
  readonly demo: string;
  /** Whether it was built by the Node that runs now, so that its code cache is used. */
  readonly hasCodeCache: boolean;
}

/** What a build is made from. */
const sources = ['src', 'fixtures', 'build', 'build.ts', 'package.json', 'package-lock.json'];

/** Finds the build of a checkout. Returns a problem as a sentence, with the commands that solve it. */
export function findBuild(
  folder: string,
): { readonly build: Build } | { readonly problem: string } {
  const dir = resolve(folder);
  const cli = join(dir, 'dist/cli.js');
  if (!existsSync(cli)) {
    return {
      problem: [
        `--baseline ${folder}: ${cli} does not exist. DIR must be a built checkout of a commit:`,
        `  git worktree add ${folder} COMMIT && cd ${folder} && npm ci && npm run build`,
      ].join('\n'),
    };
  }
  return {
    build: {
      dir,
      cli,
      commit: commitOf(dir),
      demo: textOf(join(dir, 'fixtures/demo.json')),
      // Older commits have it in another folder.
      hasCodeCache: ['code', 'command'].some((folder) =>
        namesIn(join(dir, 'dist', folder)).some((name) =>
          name.endsWith(`.${process.version}-${process.platform}-${process.arch}.cache`),
        ),
      ),
    },
  };
}

/** What makes two builds hard to compare, a sentence each. */
export function differences(build: Build, baseline: Build): string[] {
  const found: string[] = [];
  if (build.demo !== baseline.demo) {
    found.push('the two builds have different demo worlds, so they do not do the same work');
  }
  if (build.hasCodeCache !== baseline.hasCodeCache) {
    const without = build.hasCodeCache ? 'the baseline' : 'this build';
    found.push(
      `${without} has no code cache for Node ${process.version}, so it starts more slowly; ` +
        'if its commit writes one, build it again with this Node',
    );
  }
  return found;
}

function commitOf(dir: string): string {
  const git = (...args: string[]) => {
    const { status, stdout } = spawnSync('git', args, { cwd: dir, encoding: 'utf8' });
    return status === 0 ? stdout.trim() : undefined;
  };
  const commit = git('rev-parse', '--short', 'HEAD') ?? 'unknown';
  return git('status', '--porcelain', '--', ...sources) ? `${commit} with changes` : commit;
}

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

function namesIn(dir: string): string[] {
  return existsSync(dir) ? readdirSync(dir) : [];
}
