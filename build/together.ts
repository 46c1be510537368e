/**
 * Runs npm scripts at the same time and shows the output of each when it ends:
 * `tsx build/together.ts types lint build`. Exits with 1 when one of them fails.
 */
import { spawn } from 'node:child_process';

async function run(script: string): Promise<boolean> {
  const began = performance.now();
  const child = spawn('npm', ['run', '--silent', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // npm is a script on Windows.
    shell: process.platform === 'win32',
  });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part: Buffer) => output.push(part));
  }
  const code = await new Promise((resolve) => child.once('close', resolve));
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  process.stdout.write(`${script}: ${code === 0 ? 'ok' : 'failed'} (${seconds} s)\n`);
  process.stdout.write(Buffer.concat(output));
  return code === 0;
}

const passed = await Promise.all(process.argv.slice(2).map(run));
process.exitCode = passed.every(Boolean) ? 0 : 1;
