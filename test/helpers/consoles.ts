/** The shell examples of a document: what is typed, and what it says comes back. */
import { execFileSync } from 'node:child_process';
import { expect } from 'vitest';
import { cli, root } from './command.ts';

/** One `$ command`, with the lines that follow it up to the next. */
export interface Step {
  command: string;
  output: string;
}

/** The steps of all ```console blocks of a text. */
export function consoles(text: string): Step[] {
  return [...text.matchAll(/```console\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [command = '', ...output] = part.split('\n');
        return { command, output: output.join('\n').trim() };
      }),
  );
}

/** Whether there is Python. */
export const hasPython = (() => {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/**
 * Runs the steps in a shell, one by one, and compares what they print with the document. `url` is the emulator in the
 * place of `http://127.0.0.1:4010`; `variables` are shell lines before each.
 */
export function expectOutput(steps: readonly Step[], url: string, variables = ''): void {
  for (const { command, output } of steps) {
    // In CI everything runs (test/helpers/no-skips.ts).
    if (!hasPython && !process.env.CI && command.includes('python3')) {
      console.warn(`not run, because python3 is missing: ${command}`);
      continue;
    }
    const here = (text: string) => text.replaceAll('http://127.0.0.1:4010', url);
    const script = here(`${variables}\n${command}`)
      .replaceAll('npx sessions-emulator', `${process.execPath} ${cli}`)
      .replaceAll(
        /(?<![\w/.-])sessions-emulator (?=check|drift|exec)/g,
        `${process.execPath} ${cli} `,
      );
    const said = execFileSync('sh', ['-c', script], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    expect(said.toString().trim(), command).toBe(here(output));
  }
}
