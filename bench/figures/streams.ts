/** A thousand streams at once: how long they take, how soon each begins, what they cost in memory. */
import { asks, SERVICE, send, sendFor, WS } from '../client.ts';
import { type Server, serveBase, serveEmulator, withServers } from '../process.ts';
import { type Effort, inTurns } from '../rounds.ts';
import { compared, type Row } from '../row.ts';
import { median, spread } from '../statistics.ts';

const STREAMS = 1000;
const TOKENS = 50;
const TOKEN_DELAY_MS = 20;
/** What the slowest would take if nothing but the pacing took time. */
const PACED_MS = TOKENS * TOKEN_DELAY_MS;

const text = Array.from({ length: TOKENS }, (_, i) => `word${i}`).join(' ');

/** What one round saw. */
interface Round {
  readonly slowestMs: number;
  readonly medianFirstMs: number;
  readonly beforeMb: number;
  readonly duringMb: number;
}

/** Scripts the agent and starts the conversations; gives the paths of their streams. */
async function prepare(server: Server): Promise<string[]> {
  const plane = `/_emulator/workspaces/${WS}`;
  const rule = {
    match: { exact: 'talk' },
    reply: { text, token_delay_ms: TOKEN_DELAY_MS },
  };
  await sendFor(server, asks('PUT', `${plane}/script`, { rules: [rule] }));
  const paths: string[] = [];
  for (let i = 0; i < STREAMS; i++) {
    const entity = `eeeeeeee-eeee-4eee-8eee-${i.toString(16).padStart(12, '0')}`;
    await sendFor(server, asks('PUT', `${plane}/entities/${entity}`, {}));
    const { conversation_id } = await sendFor<{ conversation_id: string }>(
      server,
      asks('POST', `/v1/${WS}/sessions/start`, {
        service_id: SERVICE,
        entity_id: entity,
        channel_kind: 'web',
      }),
    );
    paths.push(`/v1/${WS}/conversations/${conversation_id}/turns/stream`);
  }
  return paths;
}

/** Reads all of them at once and holds them to what they should be. */
async function read(server: Server, paths: readonly string[]): Promise<Round> {
  const beforeMb = server.residentMb();
  let duringMb = beforeMb;
  const sampler = setInterval(() => {
    duringMb = Math.max(duringMb, server.residentMb());
  }, 50);
  const firsts: number[] = [];
  const began = performance.now();
  const answers = await Promise.all(
    paths.map((path) => {
      let heard = false;
      return send(server, asks('POST', path, { message: 'talk' }), () => {
        if (!heard) firsts.push(performance.now() - began);
        heard = true;
      });
    }),
  );
  const slowestMs = performance.now() - began;
  clearInterval(sampler);
  for (const answer of answers) {
    const frames = answer.text.match(/^event: /gm)?.length;
    const whole = frames === TOKENS + 2 && answer.text.includes(`"text":${JSON.stringify(text)}`);
    if (!whole) throw new Error(`a stream was not whole: ${answer.text.slice(0, 200)}`);
  }
  return { slowestMs, medianFirstMs: median(firsts), beforeMb, duringMb };
}

/** Measures it. */
export const measureStreams = ({ rounds }: Effort): Promise<readonly Row[]> =>
  withServers(async (keep) => {
    const emulator = await keep(serveEmulator());
    const raw = await keep(serveBase('raw-streams.mjs', String(TOKENS), String(TOKEN_DELAY_MS)));
    const paths = await prepare(emulator);
    const { base, subject } = await inTurns(rounds, {
      base: () => read(raw, paths),
      subject: () => read(emulator, paths),
    });
    const row = (what: string, unit: string, of: keyof Round, note?: string): Row =>
      compared({
        what,
        unit,
        against: 'raw `node:http`',
        base: base.map((one) => one[of]),
        subject: subject.map((one) => one[of]),
        ...(note !== undefined && { note }),
      });
    const frames = STREAMS * (TOKENS + 2);
    const note = `${frames.toLocaleString('en-US')} frames; the pacing alone takes ${PACED_MS} ms`;
    return [
      row(`${STREAMS} streams at once, all whole after`, 'ms', 'slowestMs', note),
      row('the median first frame after', 'ms', 'medianFirstMs'),
      row('resident memory, the most while they run', 'MB', 'duringMb'),
      {
        what: 'resident memory, before each round',
        unit: 'MB',
        against: '',
        subject: spread(subject.map((one) => one.beforeMb)),
      },
    ];
  });
