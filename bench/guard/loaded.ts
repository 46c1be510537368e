/** What the built command has loaded when it listens, and what after one injection. */
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { CALL, injectPath, WS } from '../client.ts';
import { cli, freePort, listening, plainEnvironment, root } from '../process.ts';

/** What a process has loaded. */
export interface Loaded {
  /** Absolute names. */
  readonly files: readonly string[];
  /** Public modules of Node's, such as `http`. */
  readonly builtins: readonly string[];
  readonly undici: boolean;
}

/** A process that can be asked. */
interface Watched {
  readonly child: ChildProcess;
  ask(): Promise<Loaded>;
  end(): Promise<void>;
}

/** Starts it. Before the witness listens for the signal, the signal would end the process. */
function watch(args: readonly string[]): Watched {
  const witness = join(root, 'bench/guard/witness.cjs');
  const child = spawn(process.execPath, ['--require', witness, ...args], {
    env: plainEnvironment(),
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const lines = createInterface({ input: child.stdio[3] as Readable });
  const listens = new Promise<void>((resolve) => lines.once('line', () => resolve()));
  return {
    child,
    async ask() {
      await listens;
      return new Promise((resolve, reject) => {
        lines.once('line', (line) => {
          const told = JSON.parse(line) as Loaded;
          const files = told.files.map((url) => fileURLToPath(url));
          resolve({ ...told, files: files.filter((file) => file !== witness) });
        });
        void ended.then(() => reject(new Error('the program ended before it told')));
        child.kill('SIGUSR2');
      });
    },
    async end() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The modules of Node's that a program of one empty module loads. */
async function loadedByNothing(): Promise<readonly string[]> {
  const idle = watch([join(root, 'bench/guard/idle.mjs')]);
  try {
    return (await idle.ask()).builtins;
  } finally {
    await idle.end();
  }
}

/** Starts the built command and asks it twice. What Node loads for every program is left out. */
export async function loadedByEmulator(): Promise<{ ready: Loaded; injected: Loaded }> {
  const always = new Set(await loadedByNothing());
  const port = await freePort();
  const emulator = watch([cli, '--port', String(port), '--log', 'silent']);
  const own = (all: Loaded): Loaded => ({
    ...all,
    builtins: all.builtins.filter((one) => !always.has(one)),
  });
  try {
    await listening(port);
    const ready = own(await emulator.ask());
    const url = `http://127.0.0.1:${port}`;
    // Everyone waits for them: they load nothing, either.
    for (const path of ['/_emulator/health', '/_emulator/ready']) {
      const { status } = await fetch(url + path);
      if (status !== 200) throw new Error(`${path}: ${status}`);
    }
    const answer = await fetch(`${url}${injectPath(WS, CALL)}`, {
      method: 'POST',
      headers: { authorization: 'Bearer demo-key', 'content-type': 'application/json' },
      body: '{"message":"Hello"}',
    });
    if (answer.status !== 200) throw new Error(`the injection was answered with ${answer.status}`);
    return { ready, injected: own(await emulator.ask()) };
  } finally {
    await emulator.end();
  }
}
