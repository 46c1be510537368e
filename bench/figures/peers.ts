/** The emulator beside other ways to have such an API on one's machine: the start, and an injection. */
import { serveSame } from '../capture.ts';
import { smallInject } from '../client.ts';
import { type Load, load, pick } from '../load.ts';
import { installPeers, type Peer } from '../peers/install.ts';
import { type Server, serve, serveEmulator, withServers } from '../process.ts';
import { type Effort, inTurns } from '../rounds.ts';
import { compared, type Row, type Target } from '../row.ts';
import { CONNECTIONS, RAW } from './inject.ts';
import { emulatorStart, startMs } from './start.ts';

/** What each is held to for an injection; the start must be ahead of all. */
const injectTargets: Readonly<Record<string, Target>> = {
  Prism: { of: 'ratio', sense: 'at least', first: 8 },
  // Level, within what two runs of one and the same differ.
  'Fastify + Ajv, by hand': { of: 'ratio', sense: 'at least', first: 0.95 },
};
const ahead: Target = { of: 'ratio', sense: 'at most', first: 1 };

/** Those that did what they should once; what became of the others is added to `missing`. */
async function working(peers: readonly Peer[], missing: string[]): Promise<Peer[]> {
  const good: Peer[] = [];
  for (const peer of peers) {
    try {
      await startMs(peer);
      good.push(peer);
    } catch (error) {
      missing.push(`${peer.title} did not start: ${error}`);
    }
  }
  return good;
}

async function measureStarts(peers: readonly Peer[], rounds: number): Promise<Row[]> {
  const ways = peers.map((peer) => [peer.name, () => startMs(peer)] as const);
  const seen = await inTurns(rounds, {
    emulator: () => startMs(emulatorStart),
    ...Object.fromEntries(ways),
  });
  return peers.map((peer) =>
    compared({
      what: 'spawn to first answer',
      unit: 'ms',
      against: peer.title,
      base: (seen as Record<string, number[]>)[peer.name] as number[],
      subject: seen.emulator,
      target: ahead,
    }),
  );
}

/** Starts a peer; one that cannot take the load is left out and said so. */
async function loadable(peer: Peer, missing: string[]): Promise<Server | undefined> {
  const server = await serve(peer.args, { cwd: peer.cwd, quiet: true });
  try {
    const options = { connections: CONNECTIONS, seconds: 1, status: peer.injectStatus };
    await load(server, [peer.inject], options);
    return server;
  } catch (error) {
    missing.push(`${peer.title} did not bear ${CONNECTIONS} connections: ${error}`);
    await server.close();
    return undefined;
  }
}

const measureInjects = (peers: readonly Peer[], effort: Effort, missing: string[]) =>
  withServers(async (keep): Promise<Row[]> => {
    const { rounds, seconds } = effort;
    const emulator = await keep(serveEmulator());
    const options = { connections: CONNECTIONS, seconds };
    // What any of them could reach at the most on this machine.
    const raw = await keep(serveSame('raw-inject.mjs', emulator, smallInject));
    const ways: Record<string, () => Promise<Load>> = {
      emulator: () => load(emulator, [smallInject], options),
      [RAW]: () => load(raw, [smallInject], options),
    };
    const measured: Peer[] = [];
    for (const peer of peers) {
      const server = await loadable(peer, missing);
      if (server === undefined) continue;
      await keep(Promise.resolve(server));
      measured.push(peer);
      ways[peer.name] = () =>
        load(server, [peer.inject], { ...options, status: peer.injectStatus });
    }
    const seen = await inTurns(rounds, ways);
    const perSecond = (name: string) => pick(seen[name] as Load[], 'perSecond');
    const against = ({ name, title }: { name: string; title: string }, subject = 'emulator') =>
      ({ against: title, base: perSecond(name), subject: perSecond(subject), unit: '/s' }) as const;
    const ceilings = measured
      .filter(({ name }) => name in injectTargets)
      .map((peer) => compared({ what: `inject, by the ${RAW} server`, ...against(peer, RAW) }));
    const rows = measured.map((peer) => {
      const target = injectTargets[peer.name];
      return compared({
        what: 'inject',
        ...against(peer),
        ...(target !== undefined && { target }),
      });
    });
    return [...rows, ...ceilings];
  });

/** Measures both beside all that could be installed. */
export async function measurePeers(effort: Effort): Promise<readonly Row[]> {
  const { peers, missing } = installPeers();
  const good = await working(peers, missing);
  const rows = [
    ...(await measureStarts(good, effort.rounds)),
    ...(await measureInjects(good, effort, missing)),
  ];
  for (const one of missing) process.stdout.write(`\n${one}\n`);
  return rows;
}
