/** Whether `docs/api` is what the docstrings make; `npm run docs` writes it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Application, type DocumentationEntryPoint, TypeDocReader } from 'typedoc';
import type ts from 'typescript';
import typedoc from '../typedoc.json' with { type: 'json' };

const root = join(import.meta.dirname, '..');
const committed = join(root, 'docs/api');

/** The files of a folder by name. */
const filesOf = (folder: string): Map<string, string> =>
  new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));

/** The files of `docs/api` that are missing, too many, or not what the docstrings of a program make. */
export async function staleApiFiles(program: ts.Program): Promise<string[]> {
  const made = mkdtempSync(join(tmpdir(), 'api-'));
  try {
    const app = await Application.bootstrapWithPlugins(
      { options: join(root, 'typedoc.json'), out: made, logLevel: 'Error' },
      [new TypeDocReader()],
    );
    const entries = typedoc.entryPoints.map((file): DocumentationEntryPoint => {
      const sourceFile = program.getSourceFile(join(root, file));
      if (sourceFile === undefined) throw new Error(`${file} is not in the program`);
      return { displayName: basename(file, '.ts'), program, sourceFile };
    });
    await app.generateOutputs(app.converter.convert(entries));
    const [before, now] = [filesOf(committed), filesOf(made)];
    const names = new Set([...before.keys(), ...now.keys()]);
    return [...names].filter((name) => before.get(name) !== now.get(name));
  } finally {
    rmSync(made, { recursive: true });
  }
}
