/** A TypeScript program of all sources, which takes seconds to make: what checks them shares it. */
import { join } from 'node:path';
import ts from 'typescript';

const root = join(import.meta.dirname, '..');

/**
 * A program with the options of `tsconfig.json`.
 *
 * @param files texts of files that do not exist, by name. Default: all files of `src/` but those for the browser
 */
export function sourceProgram(files: Readonly<Record<string, string>> = {}): ts.Program {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const given = Object.keys(files);
  const names =
    given.length > 0 ? given : ts.sys.readDirectory(join(root, 'src'), ['.ts'], ['page']);
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (name) => files[name] ?? readFile(name);
  host.fileExists = (name) => files[name] !== undefined || fileExists(name);
  return ts.createProgram(names, { ...options, noEmit: true }, host);
}
