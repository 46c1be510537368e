/** The clock of a workspace in another process. */
import { checkNumber, ranges } from '../../world/checks.ts';
import { hostTime, isoTime } from '../../world/ports/clock.ts';
import { workspaceGone } from '../workspace-context.ts';
import type { WorkspaceClock } from '../workspace-observation.ts';
import { type ControlResponse, refusals, type WorkspaceControl } from './control-client.ts';
import { withMs } from './from-json.ts';

/** The clock, and a way to forget what was heard of it. */
export interface ConnectedClock {
  readonly clock: WorkspaceClock;
  /** Reads the clock again, after a change that was not made through it. */
  refresh(): Promise<void>;
}

/** Reads the clock, and makes the methods for it. */
export async function connectedClock(control: WorkspaceControl): Promise<ConnectedClock> {
  /** The clock as it was heard of last, and the host's time then. */
  let heard = { now: 0, speed: 0, at: 0 };

  function hear({ status, body }: ControlResponse): void {
    if (status === 404) throw workspaceGone(control.workspaceId);
    // The time would be outside the times that a clock can show.
    if (status === 422) throw new RangeError(refusals(body)[0]?.message);
    const { now, speed } = withMs<{ now: string; speed: number }>(body);
    heard = { now: Date.parse(now), speed, at: hostTime() };
  }
  const now = () => new Date(heard.now + (hostTime() - heard.at) * heard.speed);
  const refresh = async () => hear(await control.send('read_clock'));
  const set = async (body: object) => hear(await control.send('set_clock', { body }));

  await refresh();
  return {
    refresh,
    clock: {
      now,
      async read() {
        await refresh();
        return now();
      },
      async freeze(at) {
        const to = at && isoTime(checkNumber('now', at.getTime(), ranges.clockMs));
        await set({ mode: 'frozen', now: to });
      },
      async run(speed = 1) {
        await set({ mode: 'real', speed: checkNumber('speed', speed, ranges.someSpeed) });
      },
      async advance(seconds) {
        const body = { seconds: checkNumber('seconds', seconds, ranges.seconds) };
        hear(await control.send('advance_clock', { body }));
      },
    },
  };
}
