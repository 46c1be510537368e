/** Injections, refused ones and starts of what has started, against a raw server's same answers. */
import { capture, serveSame } from '../capture.ts';
import { type Asked, asks, ENTITY, SERVICE, send, smallInject, WS } from '../client.ts';
import { busyNote, type Load, load, pick } from '../load.ts';
import { serveBase, serveEmulator, withServers } from '../process.ts';
import { type Effort, inTurns } from '../rounds.ts';
import { compared, type Row, type Target } from '../row.ts';

/** How many ask at once. */
export const CONNECTIONS = 50;
/** What the base is called. */
export const RAW = 'raw `node:http`';

/**
 * Two rows: how many a second, and how many for each second of the processor. The target holds for
 * both: the first flatters whenever the client or a neighbour kept the base from its limit.
 */
export function loadRows(
  what: string,
  against: string,
  base: readonly Load[],
  subject: readonly Load[],
  target?: Target,
): Row[] {
  const perProcessor = (loads: readonly Load[]) =>
    pick(loads, 'microseconds').map((each) => 1e6 / each);
  return [
    compared({
      what,
      unit: '/s',
      against,
      base: pick(base, 'perSecond'),
      subject: pick(subject, 'perSecond'),
      ...(target !== undefined && { target }),
      note: busyNote({ emulator: subject, base }),
    }),
    compared({
      what: `${what}, by processor time`,
      unit: '/cpu s',
      against,
      base: perProcessor(base),
      subject: perProcessor(subject),
      ...(target !== undefined && { target }),
    }),
  ];
}

interface Operation {
  readonly what: string;
  readonly asked: Asked;
  readonly status: number;
  readonly target: Target;
}

const measure = (operation: Operation, { rounds, seconds }: Effort): Promise<Row[]> =>
  withServers(async (keep) => {
    const { what, asked, status, target } = operation;
    const emulator = await keep(serveEmulator());
    // A session that is asked for twice was there the second time.
    await send(emulator, asked);
    const raw = await keep(serveSame('raw-inject.mjs', emulator, asked));
    const options = { connections: CONNECTIONS, seconds, status };
    const { base, subject } = await inTurns(rounds, {
      base: () => load(raw, [asked], options),
      subject: () => load(emulator, [asked], options),
    });
    return loadRows(what, RAW, base, subject, target);
  });

/**
 * Whether it is the client that can do no more: a server that does not read its requests answers
 * more of them, unless the client is what limits both; and twice the connections change little.
 */
const measureClient = ({ rounds, seconds }: Effort): Promise<Row[]> =>
  withServers(async (keep) => {
    const emulator = await keep(serveEmulator());
    const answer = await capture(emulator, smallInject);
    const raw = await keep(serveBase('raw-inject.mjs', answer));
    const unread = await keep(serveBase('raw-inject.mjs', answer, 'unread'));
    const seen = await inTurns(rounds, {
      raw: () => load(raw, [smallInject], { connections: CONNECTIONS, seconds }),
      twice: () => load(raw, [smallInject], { connections: 2 * CONNECTIONS, seconds }),
      unread: () => load(unread, [smallInject], { connections: CONNECTIONS, seconds }),
    });
    const base = pick(seen.raw, 'perSecond');
    const against = 'raw, 50 connections';
    return [
      compared({
        what: 'check of the client: a raw server that does not read',
        unit: '/s',
        against,
        base,
        subject: pick(seen.unread, 'perSecond'),
        note: busyNote({ unread: seen.unread, raw: seen.raw }),
      }),
      compared({
        what: 'check of the client: the raw server, 100 connections',
        unit: '/s',
        against,
        base,
        subject: pick(seen.twice, 'perSecond'),
        note: busyNote({ '100 connections': seen.twice, '50 connections': seen.raw }),
      }),
    ];
  });

/** Measures an injection, and whether the client was up to it. */
export async function measureInject(effort: Effort): Promise<readonly Row[]> {
  const target: Target = { of: 'ratio', sense: 'at least', first: 0.45, aimed: 0.65 };
  return [
    ...(await measure({ what: 'inject', asked: smallInject, status: 200, target }, effort)),
    ...(await measureClient(effort)),
  ];
}

/** Measures the start of a session that is active, and an injection that is refused. */
export async function measureOthers(effort: Effort): Promise<readonly Row[]> {
  const target: Target = { of: 'ratio', sense: 'at least', first: 0.4 };
  const started = asks('POST', `/v1/${WS}/sessions/start`, {
    service_id: SERVICE,
    entity_id: ENTITY,
    channel_kind: 'web',
  });
  const refused = { ...smallInject, body: '{"message":""}' };
  return [
    ...(await measure(
      { what: 'start, active already', asked: started, status: 201, target },
      effort,
    )),
    ...(await measure(
      { what: 'inject, refused with 422', asked: refused, status: 422, target },
      effort,
    )),
  ];
}
