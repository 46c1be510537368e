/** Whether an injection costs more in a world of 100,000 calls over 1,000 workspaces. */
import { asks, CALL, injectPath, newWorkspace, placeCalls, send, WS } from '../client.ts';
import { load } from '../load.ts';
import { serveEmulator, withServers } from '../process.ts';
import { type Effort, inTurns } from '../rounds.ts';
import type { Row } from '../row.ts';
import { CONNECTIONS, loadRows } from './inject.ts';

const WORKSPACES = 1_000;
const CALLS_EACH = 100;
/** How many are asked in turn. The client makes each of them ready for each connection. */
const IN_TURN = 100;

const message = { message: 'The 3 pm slot is taken, offer 4 pm.' };
/** The demo's calls that somebody listens to, as in the crowd everybody is listened to. */
const demoCalls = [CALL, 'CA00000000000000000000000000000003'];

/** Measures it on one call, and on calls of many workspaces in turn. */
export const measureCrowd = ({ rounds, seconds }: Effort): Promise<readonly Row[]> =>
  withServers(async (keep) => {
    const demo = await keep(serveEmulator());
    // So that both have done the same kinds of work before: only the size of their worlds differs.
    const passing = await newWorkspace(demo);
    await placeCalls(demo, passing, CALLS_EACH, { subscribers: 1 });
    await send(demo, asks('POST', `/_emulator/workspaces/${passing}/reset`));
    const crowd = await keep(serveEmulator());
    const paths: string[] = [];
    for (let i = 0; i < WORKSPACES; i++) {
      const ws = await newWorkspace(crowd);
      const calls = await placeCalls(crowd, ws, CALLS_EACH, { subscribers: 1 });
      paths.push(injectPath(ws, calls[i % calls.length] as string));
    }
    const into = (path: string) => asks('POST', path, message);
    const one = into(paths[WORKSPACES / 2] as string);
    const each = paths.filter((_, i) => i % (WORKSPACES / IN_TURN) === 0).map(into);
    const inDemo = each.map((_, i) => into(injectPath(WS, demoCalls[i % 2] as string)));
    const options = { connections: CONNECTIONS, seconds };
    const seen = await inTurns(rounds, {
      demoOne: () => load(demo, [into(injectPath(WS, CALL))], options),
      crowdOne: () => load(crowd, [one], options),
      demoEach: () => load(demo, inDemo, options),
      crowdEach: () => load(crowd, each, options),
    });
    return [
      ...loadRows(
        'inject on one of 100,000 calls',
        'one of the demo’s',
        seen.demoOne,
        seen.crowdOne,
        {
          of: 'ratio',
          sense: 'at least',
          first: 0.95,
        },
      ),
      ...loadRows(
        'inject on calls of 100 of its workspaces in turn',
        'the demo’s in turn',
        seen.demoEach,
        seen.crowdEach,
      ),
    ];
  });
