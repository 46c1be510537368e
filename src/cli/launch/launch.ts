#!/usr/bin/env node
/**
 * The source of `dist/cli.js`: starts the command from a code cache, since compiling takes the longest part of
 * a start. Built as CommonJS, which starts faster than a module.
 */
import { existsSync, readFileSync } from 'node:fs';
import { Module } from 'node:module';
import { join } from 'node:path';
import { codeCacheOf, compile, run } from './compile.ts';

/** The files of a start, in the order in which they run, relative to this one; set by the build. */
declare const START: readonly string[];

const files = START.map((name) => join(__dirname, name));

if (files.every((file) => existsSync(codeCacheOf(file)))) {
  run(files.map((file) => [file, compile(file, readFileSync(codeCacheOf(file)))]));
} else {
  // Node 22.8 and newer can keep a code cache of their own in the temporary folder.
  (Module as { enableCompileCache?: () => unknown }).enableCompileCache?.();
  for (const file of files) require(file);
}
