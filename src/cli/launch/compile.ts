/** Compiles the files of a start with V8's code cache. */
import { readFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { basename, dirname } from 'node:path';
import { constants, Script } from 'node:vm';

/**
 * The path of a file's code cache for the running Node. The file's name contains a hash of its content, so a
 * cache of other content, another Node or another platform is never found.
 */
export function codeCacheOf(file: string): string {
  return `${file}.${process.version}-${process.platform}-${process.arch}.cache`;
}

/** Compiles a CommonJS file. A cache that V8 rejects is ignored. */
export function compile(file: string, cachedData?: Buffer): Script {
  return new Script(Module.wrap(readFileSync(file, 'utf8')), {
    filename: file,
    // Columns in stack traces are those of the file.
    columnOffset: -Module.wrap('').indexOf('\n'),
    cachedData,
    importModuleDynamically: constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
}

/**
 * Runs compiled files of one folder as `require` would, one after the other, and adds them to the module cache. A file
 * that requires one before it gets it at once: to resolve the path would take longer than the rest of its start.
 */
export function run(scripts: readonly (readonly [file: string, script: Script])[]): void {
  const [[first] = ['']] = scripts;
  const require = createRequire(first);
  const started = new Map<string, Module>();
  const requireStarted = Object.assign(
    (id: string): unknown => (started.get(id) ?? { exports: require(id) }).exports,
    require,
  );
  for (const [file, script] of scripts) {
    const module = new Module(file);
    module.filename = file;
    require.cache[file] = module;
    started.set(`./${basename(file)}`, module);
    script.runInThisContext()(module.exports, requireStarted, module, file, dirname(file));
    module.loaded = true;
  }
}
