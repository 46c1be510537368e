/**
 * `sessions-emulator exec`: runs one command with its own emulator and exits with the command's code. Errors
 * before the command runs have the codes of `env` and `docker run`: 125, 126, 127; a port that is taken that of `start`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import type { RunningServer } from '../../http/server.ts';
import { errorMessage } from '../../world/error-message.ts';
import type { Fixture } from '../../world/seeding/fixture-types.ts';
import type { World } from '../../world/world.ts';
import type { StartFlags } from '../options.ts';
import { complainIn, type ExecLog, openExecLog } from './exec-log.ts';
import { exportOnExit, open } from './open.ts';
import { ignoredLine } from './ready.ts';
import { watchUse } from './usage-report.ts';
import { startWatchdog } from './watchdog.ts';

/** The parsed flags of `exec`. */
export interface ExecFlags extends StartFlags {
  readonly verifyOnExit?: boolean;
  /** File for the log. */
  readonly logFile?: string;
  /** Whether to keep the emulator open after the command failed. */
  readonly hold?: boolean;
}

const EXIT_UNUSED = 1;
const EXIT_FAILED = 125;
const EXIT_NOT_EXECUTABLE = 126;
const EXIT_NOT_FOUND = 127;

/** Milliseconds between the first signal to the command and SIGKILL. */
const GRACE_MS = 10_000;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const canGroup = process.platform !== 'win32';

/**
 * The API key of the fixture's first workspace. Where keys are checked and it has none that works, as after an import
 * without secrets, one is issued that may do everything.
 */
async function keyFor(
  world: World,
  { workspaces }: Fixture,
  auth: ExecFlags['auth'],
): Promise<string> {
  const [first] = workspaces;
  const given = first?.api_keys?.[0]?.api_key;
  if (first === undefined || auth !== 'keys') return given ?? 'any-key';
  const { workspace_id } = first;
  const works = (await world.listKeys(workspace_id)).some(({ token }) => token === given);
  if (given !== undefined && works) return given;
  const issued = await world.addKey(workspace_id, { name: 'exec', role: 'owner' });
  return issued.status === 'added' ? issued.key.token : 'any-key';
}

/** The variables that the vendor's own examples and smoke tests read. */
export function environmentOf(
  url: string,
  { workspaces }: Fixture,
  apiKey: string,
): Record<string, string> {
  const [first] = workspaces;
  const found = {
    AMIGO_BASE_URL: url,
    AMIGO_API_KEY: apiKey,
    AMIGO_WORKSPACE_ID: first?.workspace_id,
    AMIGO_TEST_BASE_URL: url,
    AMIGO_TEST_API_KEY: apiKey,
    AMIGO_TEST_WORKSPACE_ID: first?.workspace_id,
    // For sockets. Here they share the origin of the other operations.
    AMIGO_AGENT_BASE_URL: url.replace(/^http/, 'ws'),
    AMIGO_SERVICE_ID: first?.services?.[0]?.service_id,
    AMIGO_ENTITY_ID: first?.entities?.[0]?.entity_id,
  };
  return Object.fromEntries(
    Object.entries(found).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Runs the command to its end. Returns the exit code. */
export async function runExec(flags: ExecFlags, command: readonly string[]): Promise<number> {
  // Handles signals from the start: one that comes before the command runs ends everything.
  let stoppedBy: NodeJS.Signals | undefined;
  let child: ChildProcess | undefined;
  let killer: NodeJS.Timeout | undefined;
  let release: (() => void) | undefined;
  const pass = (signal: NodeJS.Signals): void => {
    stoppedBy ??= signal;
    release?.();
    if (child === undefined) return;
    signalAll(child, signal);
    // `unref`: the command itself keeps this process alive.
    killer ??= setTimeout(() => child && signalAll(child, 'SIGKILL'), GRACE_MS).unref();
  };
  for (const signal of SIGNALS) process.on(signal, pass);

  const complain = complainIn(flags.log);
  let log: ExecLog;
  try {
    log = openExecLog(flags.log, flags.logFile);
  } catch (error) {
    complain(`--log-file ${flags.logFile} cannot be written: ${errorMessage(error)}`);
    return EXIT_FAILED;
  }
  const opened = await open(flags, complain, log.log);
  if (opened.status === 'failed') return EXIT_FAILED;
  const { emulator, ignored, listen } = opened;
  const line = ignoredLine(ignored);
  if (line !== undefined) complain(line);
  try {
    let server: RunningServer;
    try {
      server = await emulator.listen(listen);
    } catch (error) {
      const { listenProblem } = await import('./listen-problem.ts');
      return listenProblem(flags, error, complain, EXIT_FAILED);
    }
    if (stoppedBy !== undefined) return codeOf(null, stoppedBy);

    const use = watchUse(emulator.world);
    const { fixture, world } = emulator;
    const apiKey = await keyFor(world, fixture, flags.auth);
    const env = {
      // Node then trusts the certificate, too.
      ...(flags.tlsCert !== undefined && { NODE_EXTRA_CA_CERTS: resolve(flags.tlsCert) }),
      ...process.env,
      ...environmentOf(server.url, fixture, apiKey),
    };
    const watchdog = startWatchdog();
    const code = await new Promise<number>((resolve) => {
      child = watchdog?.start(command, { env }) ?? startAlone(command, env);
      child.once('error', (error: NodeJS.ErrnoException) =>
        resolve(notRun(command, error, complain)),
      );
      child.once('exit', (status, signal) => resolve(codeOf(status, signal)));
    });
    clearTimeout(killer);
    if (child !== undefined) signalAll(child, 'SIGKILL');
    child = undefined;
    watchdog?.stop();
    if (code !== 0) reportFailure(log.recent, complain);
    if (flags.hold === true && code !== 0 && stoppedBy === undefined) {
      complain(
        `the command ended with ${code}; the emulator stays open at ${server.url} until Ctrl+C`,
      );
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    }
    const saved = await exportOnExit(emulator.world, flags, complain);
    return exitCodeOf(flags, use.unused(), saved ? code : code || EXIT_FAILED, complain);
  } finally {
    for (const signal of SIGNALS) process.off(signal, pass);
    await emulator.close();
    await log.close();
  }
}

/** Says what the command requested last, unless a log has it. */
function reportFailure(recent: readonly string[], complain: (line: string) => void): void {
  if (recent.length === 0) return;
  complain(['the last requests of the command:', ...recent].join('\n  '));
}

/** Starts the command without a watchdog. */
function startAlone([file, ...args]: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  return spawn(file as string, args, {
    env,
    stdio: 'inherit',
    // Its own process group, so that its children can be ended with it.
    detached: canGroup,
    shell: !canGroup,
  });
}

/** Signals the command and its child processes. */
function signalAll({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(canGroup ? -pid : pid, signal);
  } catch {
    // No process is left.
  }
}

function notRun(
  [name]: readonly string[],
  { code, message }: NodeJS.ErrnoException,
  complain: (line: string) => void,
): number {
  if (code === 'ENOENT') {
    complain(`the command ${name} was not found`);
    return EXIT_NOT_FOUND;
  }
  complain(`the command ${name} cannot be run: ${message}`);
  return EXIT_NOT_EXECUTABLE;
}

function codeOf(status: number | null, signal: NodeJS.Signals | null): number {
  return signal === null ? (status ?? EXIT_FAILED) : 128 + constants.signals[signal];
}

/** The command's code; with `--verify-on-exit`, 1 instead of 0 when the usage report has a line. */
function exitCodeOf(
  flags: ExecFlags,
  unused: readonly string[],
  code: number,
  complain: (line: string) => void,
): number {
  if (flags.verifyOnExit !== true || unused.length === 0) return code;
  for (const line of unused) complain(line);
  return code === 0 ? EXIT_UNUSED : code;
}
