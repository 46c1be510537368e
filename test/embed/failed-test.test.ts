import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startVitest } from 'vitest/node';

it('a failed test prints the last requests of its workspace, with the reason of a refusal', async () => {
  const printed: string[] = [];
  // A run with a failed test sets it.
  const { exitCode } = process;
  onTestFinished(() => {
    process.exitCode = exitCode;
  });
  const vitest = await startVitest('test', [], {
    root: join(import.meta.dirname, 'failing'),
    config: false,
    include: ['failing.ts'],
    watch: false,
    reporters: [{ onUserConsoleLog: ({ content }) => void printed.push(content) }],
  });
  await vitest.close();
  expect(printed).toEqual([
    expect.stringMatching(
      /^The requests of the workspace:\n {2}\S+ POST \/v1\/\S+\/sessions\/CA1\/inject\?page=2 404 {2}no call CA1 in this workspace; known: \S.*\n$/,
    ),
  ]);
});
