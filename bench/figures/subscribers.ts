/** A thousand live subscribers: each injection reaches each of its call once and in order. */
import { type ClientRequest, get } from 'node:http';
import { asks, injectPath, newWorkspace, placeCalls, sendFor } from '../client.ts';
import { type Server, serveBase, serveEmulator, withServers } from '../process.ts';
import { type Effort, inTurns } from '../rounds.ts';
import { compared, type Row } from '../row.ts';

const SUBSCRIBERS = 1_000;
/** How they are spread: over how many calls, and how many injections each call gets a round. */
const shapes = [
  // With the round that warms up, a thousand to each by default.
  { calls: 1, injections: 125 },
  { calls: SUBSCRIBERS, injections: 20 },
];

/** What one round saw. */
interface Round {
  readonly perSecond: number;
  readonly mostMb: number;
}

/** Those who listen at one server. */
interface Crowd {
  round(): Promise<Round>;
  leave(): void;
}

/** Joins, and calls `onMessage` with what each event says. Resolves once it listens. */
function listen(
  server: Server,
  path: string,
  onMessage: (message: string) => void,
): Promise<ClientRequest> {
  return new Promise((resolve, reject) => {
    const sent = get(`${server.url}${path}`, { agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part: string) => {
        text += part;
        const frames = text.split('\n\n');
        text = frames.pop() as string;
        for (const frame of frames) {
          const data = /^data: (.*)$/m.exec(frame)?.[1];
          if (data !== undefined) onMessage((JSON.parse(data) as { message: string }).message);
          // The comment that comes first says that it is attached.
          else resolve(sent);
        }
      });
      answer.on('error', () => undefined);
    });
    sent.on('error', reject);
  });
}

/** Has them all join. A round injects into all calls at once, and in each one after the other. */
async function gather(
  server: Server,
  calls: readonly { events: string; inject: string }[],
  injections: number,
): Promise<Crowd> {
  let said = 0;
  let heard = 0;
  let wrong: string | undefined;
  let allHeard: () => void = () => undefined;
  let expected = Number.POSITIVE_INFINITY;
  const requests: ClientRequest[] = [];
  for (let i = 0; i < SUBSCRIBERS; i++) {
    let next = 0;
    const hear = (message: string) => {
      // Numbers without a gap and without a repetition are all, in order, once.
      if (message !== String(next)) wrong ??= `subscriber ${i} got ${message}, not ${next}`;
      next += 1;
      heard += 1;
      if (heard >= expected) allHeard();
    };
    const call = calls[i % calls.length] as { events: string };
    requests.push(await listen(server, call.events, hear));
  }
  return {
    async round() {
      let mostMb = 0;
      const sampler = setInterval(() => {
        mostMb = Math.max(mostMb, server.residentMb());
      }, 50);
      const before = heard;
      expected = heard + SUBSCRIBERS * injections;
      const received = new Promise<void>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`${expected - heard} are missing`)), 60_000);
        allHeard = () => {
          clearTimeout(late);
          resolve();
        };
      });
      const began = performance.now();
      const injected = calls.map(async ({ inject }) => {
        for (let i = 0; i < injections; i++) {
          await sendFor(server, asks('POST', inject, { message: String(said + i) }));
        }
      });
      await Promise.all([received, ...injected]);
      const took = (performance.now() - began) / 1000;
      said += injections;
      clearInterval(sampler);
      // One that came twice may come late.
      await new Promise((resolve) => setTimeout(resolve, 50));
      if (heard !== expected) wrong ??= `${heard - expected} too many`;
      if (wrong !== undefined) throw new Error(wrong);
      return { perSecond: (expected - before) / took, mostMb };
    },
    leave() {
      for (const request of requests) request.destroy();
    },
  };
}

const measureShape = ({ calls, injections }: (typeof shapes)[number], { rounds }: Effort) =>
  withServers(async (keep): Promise<Row[]> => {
    const emulator = await keep(serveEmulator());
    const raw = await keep(serveBase('raw-events.mjs'));
    const ws = await newWorkspace(emulator);
    const placed = (await placeCalls(emulator, ws, calls)).slice(0, calls);
    const paths = placed.map((call) => ({
      events: `/_emulator/workspaces/${ws}/calls/${call}/events`,
      inject: injectPath(ws, call),
    }));
    const atRaw = await gather(raw, paths, injections);
    const atEmulator = await gather(emulator, paths, injections);
    const { base, subject } = await inTurns(rounds, {
      base: () => atRaw.round(),
      subject: () => atEmulator.round(),
    });
    atRaw.leave();
    atEmulator.leave();
    const where = calls === 1 ? 'of one call' : 'of a call each';
    const against = 'raw `node:http`';
    const total = (SUBSCRIBERS * injections * (rounds + 1)).toLocaleString('en-US');
    return [
      compared({
        what: `deliveries to 1,000 live subscribers ${where}`,
        unit: '/s',
        against,
        base: base.map((one) => one.perSecond),
        subject: subject.map((one) => one.perSecond),
        note: `${total} deliveries, each received once and in order; the client reads all 1,000 in one thread`,
      }),
      compared({
        what: `resident memory with 1,000 live subscribers ${where}`,
        unit: 'MB',
        against,
        base: base.map((one) => one.mostMb),
        subject: subject.map((one) => one.mostMb),
        note: `the most of each round; in the first ${subject[0]?.mostMb.toFixed(0)}, in the last ${subject.at(-1)?.mostMb.toFixed(0)}`,
      }),
    ];
  });

/** Measures both shapes. Throws when something is missed, doubled or out of order. */
export async function measureSubscribers(effort: Effort): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const shape of shapes) rows.push(...(await measureShape(shape, effort)));
  return rows;
}
