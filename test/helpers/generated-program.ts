/** A program over a client that another generator makes from a published document. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import { onTestFinished } from 'vitest';
import { root } from './command.ts';

/** Compiles a program against the types of a document, strictly, and runs it. Returns what it prints. */
export async function runProgram(
  document: string,
  source: string,
  args: readonly string[],
): Promise<unknown> {
  mkdirSync(join(root, 'node_modules/.cache'), { recursive: true });
  const folder = mkdtempSync(join(root, 'node_modules/.cache/client-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const types = await openapiTS(pathToFileURL(join(root, document)));
  writeFileSync(join(folder, 'sessions-api.ts'), astToString(types));
  writeFileSync(join(folder, 'program.ts'), source);
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        noEmit: true,
        target: 'ES2022',
        module: 'NodeNext',
        allowImportingTsExtensions: true,
        types: ['node'],
        skipLibCheck: true,
      },
      files: ['program.ts'],
    }),
  );
  const tool = (name: string) => join(root, 'node_modules/.bin', name);
  try {
    execFileSync(tool('tsc'), ['-p', folder], { stdio: 'pipe' });
  } catch (error) {
    throw new Error(String((error as { stdout: Buffer }).stdout), { cause: error });
  }
  const program = [join(folder, 'program.ts'), ...args];
  return JSON.parse(execFileSync(tool('tsx'), program, { timeout: 20_000 }).toString());
}
