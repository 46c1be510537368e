#!/usr/bin/env node
/**
 * What `dist/cli.js` is: it starts the command, whose file is compiled as little as can be, since to
 * compile it is the longest part of a start. Built as CommonJS, which starts sooner than a module.
 */
import { existsSync, readFileSync } from 'node:fs';
import { Module } from 'node:module';
import { join } from 'node:path';
import { codeCacheOf, compile, run } from './compile.ts';

/** The command's file, relative to this one: the build knows its name. */
declare const COMMAND: string;

const file = join(__dirname, COMMAND);
const cache = codeCacheOf(file);

if (existsSync(cache)) {
  run(compile(file, readFileSync(cache)), file);
} else {
  // Node 22.8 keeps what it compiles by itself, in the system's folder for what is temporary.
  (Module as { enableCompileCache?: () => unknown }).enableCompileCache?.();
  require(file);
}
