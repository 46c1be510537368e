/**
 * Loaded before the emulator (`--require`): tells on SIGUSR2 what has been loaded so far, as a line
 * of JSON on file descriptor 3, where it first says that it listens for it. The debugger tells of scripts and changes nothing about loading.
 */
const { writeSync } = require('node:fs');
const { Session } = require('node:inspector');
const { builtinModules } = require('node:module');

const files = new Set();
const session = new Session();
session.connect();
session.on('Debugger.scriptParsed', ({ params: { url } }) => {
  if (url.startsWith('file:')) files.add(url);
});
session.post('Debugger.enable');

process.on('SIGUSR2', () => {
  const loaded = process.moduleLoadList.map((one) => one.replace(/^NativeModule /, ''));
  const told = {
    files: [...files],
    builtins: loaded.filter((one) => builtinModules.includes(one)),
    // Not a module of its own, but loaded with the first `fetch`, `Response` or `WebSocket`.
    undici: loaded.some((one) => one.startsWith('internal/deps/undici')),
  };
  writeSync(3, `${JSON.stringify(told)}\n`);
});
writeSync(3, 'ready\n');
