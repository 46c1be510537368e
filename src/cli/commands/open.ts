/** Creates an emulator from the flags of a command, or returns an exit code. */

import { isLoopback } from '../../control/host-names.ts';
import { createEmulator, type OpenEmulator } from '../../emulator.ts';
import type { Log } from '../../http/log.ts';
import type { ListenOptions } from '../../http/server.ts';
import type { TlsOptions } from '../../http/tls-server.ts';
import { errorMessage } from '../../world/error-message.ts';
import { demoFixture } from '../../world/seeding/demo.ts';
import type { Fixture } from '../../world/seeding/fixture-types.ts';
import type { World } from '../../world/world.ts';
import type { StartFlags } from '../options.ts';
import type { Progress } from '../progress.ts';

/** The result. */
export type OpenResult =
  | {
      readonly status: 'open';
      readonly emulator: OpenEmulator;
      /** Where to listen, and with which certificate. */
      readonly listen: ListenOptions;
      /** Whether other machines can reach the control plane without a token. */
      readonly unguarded: boolean;
      /** The given flags without effect, because another process has made the world. */
      readonly ignored: readonly string[];
    }
  | { readonly status: 'failed'; readonly exitCode: number };

const USAGE: OpenResult = { status: 'failed', exitCode: 2 };

/**
 * Creates the emulator. Errors in the flags go to `complain`, its log to `log`.
 */
export async function open(
  flags: StartFlags,
  complain: (line: string) => void,
  log: Log,
): Promise<OpenResult> {
  const reachable = !isLoopback(flags.host);
  if (reachable && flags.controlToken === undefined) {
    complain(
      `--host ${flags.host} lets other machines reach the control plane: set --control-token <token>, or --control-token none`,
    );
    return USAGE;
  }
  const token = flags.controlToken === 'none' ? null : (flags.controlToken ?? null);

  if (token !== null && !/^(?! )[\x20-\x7e\xa0-\xff]+(?<! )$/.test(token)) {
    // Not in the flag's parser: its error would print the token.
    complain(
      '--control-token: expected a valid header value: Latin-1, no control characters, no space at either end',
    );
    return USAGE;
  }
  if (!(await canExport(flags, complain))) return USAGE;
  let tls: TlsOptions | undefined;
  if (flags.tlsCert !== undefined || flags.tlsKey !== undefined) {
    const read = (await import('./read-tls.ts')).readTls(flags);
    if (typeof read === 'string') {
      complain(read);
      return USAGE;
    }
    tls = read;
  }

  if (flags.store !== undefined) (await import('./store-problem.ts')).hideStore(flags.store);
  let emulator: OpenEmulator;
  let progress: Progress | undefined;
  try {
    const fixture =
      flags.fixtures === undefined
        ? undefined
        : await (await import('./read-fixture.ts')).readFixture(flags.fixtures);
    const clash = workspaceClash(flags, fixture ?? demoFixture);
    if (clash !== undefined) {
      complain(clash);
      return USAGE;
    }
    const { import: snapshot, platformDocument: file, store, storePrefix: prefix } = flags;
    const platformDocument =
      file === undefined
        ? undefined
        : await (await import('./read-platform-document.ts')).readPlatformDocument(file);
    // Fewer are made within a second.
    if (fixture !== undefined && fixture.workspaces.length > 100 && process.stderr.isTTY) {
      const { createProgress } = await import('../progress.ts');
      progress = createProgress('workspaces', fixture.workspaces.length);
    }
    emulator = await createEmulator({
      log,
      auth: flags.auth,
      clock: flags.clock,
      wire: { pydantic: flags.pydantic, python: flags.python },
      ...(fixture !== undefined && { fixture }),
      ...(progress !== undefined && { onMade: progress.at }),
      ...(flags.workspace !== undefined && { workspace: flags.workspace }),
      ...(flags.seed !== undefined && { seed: flags.seed }),
      safety: { allowHosts: flags.allowHost ?? [], token },
      ...(flags.cors !== undefined && { cors: flags.cors }),
      ...(platformDocument !== undefined && { platformDocument }),
      ...(store !== undefined && { store: { url: store, prefix } }),
      ...(snapshot !== undefined && {
        load: async (world) => (await import('./snapshot-file.ts')).readSnapshot(world, snapshot),
      }),
    });
  } catch (error) {
    const { openProblem } = await import('./open-problem.ts');
    progress?.end();
    return { status: 'failed', exitCode: openProblem(error, flags, complain) };
  }
  progress?.end();
  const ignored = emulator.shared?.status === 'joined' ? flagsOfNewWorld(flags) : [];
  const unguarded = reachable && token === null;
  const { host, port } = flags;
  const listen = { host, port, ...(tls !== undefined && { tls }) };
  return { status: 'open', emulator, listen, unguarded, ignored };
}

/** The given flags that only concern a new world. */
function flagsOfNewWorld({ clock, fixtures, import: snapshot, seed, workspace }: StartFlags) {
  const given = {
    '--fixtures': fixtures !== undefined,
    '--workspace': workspace !== undefined,
    '--seed': seed !== undefined,
    '--clock': clock !== 'real',
    '--import': snapshot !== undefined,
  };
  return Object.entries(given).flatMap(([flag, isGiven]) => (isGiven ? [flag] : []));
}

/** Why the first workspace of a fixture cannot take an id; undefined when it can. */
export function workspaceClash(
  { fixtures, workspace: id }: Pick<StartFlags, 'fixtures' | 'workspace'>,
  { workspaces }: Fixture,
): string | undefined {
  if (id === undefined) return undefined;
  const taken = workspaces.slice(1).some((one) => one.workspace_id === id);
  if (workspaces.length > 0 && !taken) return undefined;
  const name = fixtures === undefined ? 'the demo fixture' : `fixture ${fixtures}`;
  const why = taken ? 'uses that id for a workspace other than the first' : 'has no workspace';
  return `--workspace ${id} cannot be used: ${name} ${why}`;
}

/** Whether the snapshot of `--export-on-exit` can be written. Checked at the start, to fail early. */
async function canExport(
  { exportOnExit: file }: StartFlags,
  complain: (line: string) => void,
): Promise<boolean> {
  if (file === undefined) return true;
  const { checkSnapshotFile } = await import('./snapshot-file.ts');
  try {
    await checkSnapshotFile(file);
    return true;
  } catch (error) {
    complain(`--export-on-exit ${file} cannot be written: ${errorMessage(error)}`);
    return false;
  }
}

/** Writes the snapshot of `--export-on-exit`. False when it cannot be written. */
export async function exportOnExit(
  world: World,
  { exportOnExit: file }: StartFlags,
  complain: (line: string) => void,
): Promise<boolean> {
  if (file === undefined) return true;
  const { writeSnapshot } = await import('./snapshot-file.ts');
  try {
    await writeSnapshot(world, file);
    return true;
  } catch (error) {
    complain(`cannot write the snapshot ${file}: ${errorMessage(error)}`);
    return false;
  }
}
