/** `sessions-emulator start`: loads the world, listens, says so, and stops when it is told to. */

import { isLoopback } from '../control/safety.ts';
import { createEmulator, type OpenEmulator } from '../emulator.ts';
import { createLog } from '../log.ts';
import type { StartFlags } from '../options.ts';
import type { RunningServer } from '../server.ts';
import { demoFixture } from '../world/demo.ts';
import type { Fixture } from '../world/fixture-types.ts';
import { FixtureError } from '../world/seed.ts';
import { readyLines } from './ready.ts';

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
const EXIT_PORT_TAKEN = 3;

/** Runs until a signal. Answers the exit code. */
export async function runStart(flags: StartFlags): Promise<number> {
  const color = process.stdout.isTTY && process.env.NO_COLOR === undefined;
  const write = (line: string): void => void process.stdout.write(`${line}\n`);
  const complain = (line: string): void =>
    void process.stderr.write(`sessions-emulator: ${line}\n`);

  const open = !isLoopback(flags.host);
  if (open && flags.controlToken === undefined) {
    complain(
      `--host ${flags.host} lets other machines reach the control plane: say --control-token <token>, or --control-token none`,
    );
    return EXIT_USAGE;
  }
  const token = flags.controlToken === 'none' ? null : (flags.controlToken ?? null);

  let emulator: OpenEmulator;
  try {
    const fixture =
      flags.fixtures === undefined
        ? undefined
        : await (await import('./read-fixture.ts')).readFixture(flags.fixtures);
    const clash = workspaceClash(flags.workspace, fixture ?? demoFixture);
    if (clash !== undefined) {
      const name = flags.fixtures === undefined ? 'the demo fixture' : `fixture ${flags.fixtures}`;
      complain(`--workspace ${flags.workspace} does not fit: ${name} ${clash}`);
      return EXIT_USAGE;
    }
    emulator = await createEmulator({
      log: createLog(flags.log, write, color),
      auth: flags.auth,
      clock: flags.clock,
      wire: { pydantic: flags.pydantic, python: flags.python },
      ...(fixture !== undefined && { fixture }),
      ...(flags.workspace !== undefined && { workspace: flags.workspace }),
      ...(flags.seed !== undefined && { seed: flags.seed }),
      safety: { allowHosts: flags.allowHost ?? [], token },
      ...(flags.cors !== undefined && { cors: flags.cors }),
    });
    if (flags.import !== undefined) {
      const { readSnapshot } = await import('./snapshot-file.ts');
      await readSnapshot(emulator.world, flags.import);
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'SnapshotError') {
      complain(`the snapshot ${flags.import} cannot be used: ${error.message}`);
      return EXIT_USAGE;
    }
    if (!(error instanceof FixtureError)) throw error;
    complain(`the fixture ${flags.fixtures ?? '(demo)'} cannot be used:`);
    for (const line of error.message.split('\n')) process.stderr.write(`  ${line}\n`);
    return EXIT_USAGE;
  }

  let server: RunningServer;
  try {
    server = await emulator.listen({ port: flags.port, host: flags.host });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      complain(
        `port ${flags.port} on ${flags.host} is taken; --port 0 picks a free one, --port N another`,
      );
      return EXIT_PORT_TAKEN;
    }
    complain(`cannot listen on ${flags.host}:${flags.port}: ${message}`);
    return EXIT_FAILED;
  }

  for (const line of readyLines(flags.log, server.url, emulator.fixture, flags.auth)) write(line);
  if (open && token === null) {
    complain(`anybody who reaches ${flags.host} can use the control plane (--control-token none)`);
  }
  await untilStopped();
  await server.close();
  if (flags.exportOnExit !== undefined) {
    const { writeSnapshot } = await import('./snapshot-file.ts');
    try {
      await writeSnapshot(emulator.world, flags.exportOnExit);
    } catch (error) {
      complain(`cannot write the snapshot ${flags.exportOnExit}: ${(error as Error).message}`);
      return EXIT_FAILED;
    }
  }
  await emulator.close();
  return 0;
}

/** Why the first workspace of a fixture cannot take an id; undefined when it can. */
function workspaceClash(id: string | undefined, { workspaces }: Fixture): string | undefined {
  if (id === undefined) return undefined;
  if (workspaces.length === 0) return 'has no workspace to take that id';
  const taken = workspaces.slice(1).some((one) => one.workspace_id === id);
  return taken ? 'gives that id to another workspace than its first' : undefined;
}

/** Resolves at the first SIGTERM or SIGINT; a second one ends the process at once. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    for (const [signal, number] of [
      ['SIGINT', 2],
      ['SIGTERM', 15],
    ] as const) {
      process.on(signal, () => {
        if (asked) process.exit(128 + number);
        asked = true;
        resolve();
      });
    }
  });
}
