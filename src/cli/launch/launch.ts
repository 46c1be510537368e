#!/usr/bin/env node
/**
 * The source of `dist/cli.js`: starts the command from a code cache, since compiling takes the longest part of
 * a start. Built as CommonJS, which starts faster than a module.
 */
import { existsSync, readFileSync } from 'node:fs';
import { Module } from 'node:module';
import { join } from 'node:path';
import { codeCacheOf, compile, run } from './compile.ts';

/** The command's file, relative to this one; set by the build. */
declare const COMMAND: string;

const file = join(__dirname, COMMAND);
const cache = codeCacheOf(file);

if (existsSync(cache)) {
  run(compile(file, readFileSync(cache)), file);
} else {
  // Node 22.8 and newer can keep a code cache of their own in the temporary folder.
  (Module as { enableCompileCache?: () => unknown }).enableCompileCache?.();
  require(file);
}
