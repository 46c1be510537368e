/** Compiles the command's file with what V8 kept of an earlier compilation. */
import { readFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { dirname } from 'node:path';
import { constants, Script } from 'node:vm';

/**
 * Where the code cache of a file is, for the Node that runs. The file's own name holds a hash of its
 * content, so no cache can be found that belongs to another content, another Node or another machine.
 */
export function codeCacheOf(file: string): string {
  return `${file}.${process.version}-${process.platform}-${process.arch}.cache`;
}

/** Compiles a CommonJS file. A cache that V8 does not accept counts for nothing. */
export function compile(file: string, cachedData?: Buffer): Script {
  return new Script(Module.wrap(readFileSync(file, 'utf8')), {
    filename: file,
    // Columns in stack traces are those of the file.
    columnOffset: -Module.wrap('').indexOf('\n'),
    cachedData,
    importModuleDynamically: constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
}

/** Runs what was compiled as `require` would have: what it loads itself finds it there. */
export function run(script: Script, file: string): void {
  const require = createRequire(file);
  const module = new Module(file);
  module.filename = file;
  require.cache[file] = module;
  script.runInThisContext()(module.exports, require, module, file, dirname(file));
  module.loaded = true;
}
