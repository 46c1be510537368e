/** Where a server under injections spends its processor time, by function. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { smallInject } from '../client.ts';
import { CONNECTIONS } from '../figures/inject.ts';
import { load } from '../load.ts';
import { serve, withServers } from '../process.ts';

const WARM_UP_SECONDS = 2;
/** How many functions are listed. */
const LISTED = 15;

/** The part of a `.cpuprofile` that is read here. Times are in microseconds. */
export interface CpuProfile {
  readonly startTime: number;
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly url: string;
    };
  }[];
  /** Ids of nodes, one a sample. */
  readonly samples: readonly number[];
  /** Time since the sample before. */
  readonly timeDeltas: readonly number[];
}

/** What one function took itself, without what it calls. */
export interface SelfTime {
  /** Its name and file; for Node itself, the name alone. */
  readonly what: string;
  /** Of the time that was not idle, between 0 and 1. */
  readonly share: number;
}

/**
 * Profiles a checkout under injections for so many seconds, most expensive functions first. It runs the
 * sources with the checkout's own `tsx`, since the functions of a build have no readable names. tsx adds
 * `__name` where functions are made, and writes each file as one line: anonymous functions of a file are
 * added up.
 */
export async function profileInject(dir: string, seconds: number): Promise<SelfTime[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sessions-emulator-profile-'));
  try {
    const [from, to] = await withServers(async (keep) => {
      const flags = ['--cpu-prof', '--cpu-prof-dir', folder, '--import', 'tsx', 'src/cli/main.ts'];
      const server = await keep(
        serve((port) => [...flags, '--port', String(port), '--log', 'silent'], { cwd: dir }),
      );
      await load(server, [smallInject], { connections: CONNECTIONS, seconds: WARM_UP_SECONDS });
      const began = monotonicMicroseconds();
      await load(server, [smallInject], { connections: CONNECTIONS, seconds });
      return [began, monotonicMicroseconds()] as const;
    });
    // The thread of the program is number 0; the loader of tsx has another.
    const name = readdirSync(folder).find((one) => /\.0\.\d+\.cpuprofile$/.test(one));
    if (name === undefined) throw new Error('Node wrote no profile');
    const profile = JSON.parse(readFileSync(join(folder, name), 'utf8')) as CpuProfile;
    return selfTimes(profile, { from, to, root: `${pathToFileURL(dir).href}/` });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The clock of profiles. */
const monotonicMicroseconds = () => Number(process.hrtime.bigint() / 1000n);

/** Adds up the samples of each function between two times. `root` is left out of file names. */
export function selfTimes(
  { startTime, nodes, samples, timeDeltas }: CpuProfile,
  { from, to, root }: { readonly from: number; readonly to: number; readonly root: string },
): SelfTime[] {
  const names = new Map(
    nodes.map(({ id, callFrame: { functionName, url } }) => {
      const file = url.replace(root, '').replace(/\?.*/, '');
      const name = functionName === '' ? '(anonymous)' : functionName;
      return [id, file === '' ? name : `${name} ${file}`];
    }),
  );
  const taken = new Map<string, number>();
  let total = 0;
  let now = startTime;
  for (const [i, id] of samples.entries()) {
    now += timeDeltas[i] ?? 0;
    const what = names.get(id) ?? '?';
    if (now < from || now > to || what === '(idle)') continue;
    // A sample lasts until the next one.
    const took = timeDeltas[i + 1] ?? 0;
    total += took;
    taken.set(what, (taken.get(what) ?? 0) + took);
  }
  return [...taken]
    .map(([what, took]) => ({ what, share: took / total }))
    .sort((a, b) => b.share - a.share);
}

/** The most expensive functions as a Markdown table. */
export function profileTable(times: readonly SelfTime[]): string {
  const lines = times
    .slice(0, LISTED)
    .map(({ what, share }) => `| ${what} | ${(share * 100).toFixed(1)} % |`);
  return ['| function | own time |', '|---|---|', ...lines, ''].join('\n');
}
