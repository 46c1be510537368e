/** The clock of the chosen workspace, or of the world: it is frozen, set, advanced, and shows what is due next. */
import { useSignal } from '@preact/signals';
import { advanceClock, readDue, setClock } from '../../api/clock.ts';
import type { ClockView, PageEvent } from '../../api/types.ts';
import { Action, Problem } from '../../parts/action.tsx';
import { OneWorkspace } from '../../parts/one-workspace.tsx';
import { attempt } from '../../state/attempt.ts';
import { readClockHere, timeShown } from '../../state/clock-reading.ts';
import { useLive } from '../../state/live.ts';
import { DueTable } from './due.tsx';
import { timeText } from './time-text.ts';

const steps: Readonly<Record<string, number>> = { '+1 s': 1, '+1 min': 60, '+1 h': 3_600 };

/** Sets the speed. `key` it by the speed that it begins with. */
function Speed({ speed, workspaceId }: { readonly speed: number; readonly workspaceId: string }) {
  const said = useSignal('');
  return (
    <form
      class="actions"
      onSubmit={(event) => {
        event.preventDefault();
        const given = Number(new FormData(event.currentTarget).get('speed'));
        void attempt(() => setClock(workspaceId, { speed: given }), said);
      }}
    >
      <label>
        <span>Speed</span>{' '}
        <input name="speed" type="number" step="any" required defaultValue={String(speed)} />
      </label>
      <button type="submit">Set</button>
      <Problem said={said} />
    </form>
  );
}

function Controls({
  clock,
  workspaceId,
}: {
  readonly clock: ClockView;
  readonly workspaceId: string;
}) {
  const { mode, speed } = clock;
  return (
    <div class="actions">
      {mode === 'frozen' ? (
        <Action label="Run" run={() => setClock(workspaceId, { speed: 1 })} />
      ) : (
        <Action label="Freeze" run={() => setClock(workspaceId, { mode: 'frozen' })} />
      )}
      {Object.entries(steps).map(([label, seconds]) => (
        <Action key={label} label={label} run={() => advanceClock(workspaceId, seconds)} />
      ))}
      <Speed key={speed} speed={speed} workspaceId={workspaceId} />
    </div>
  );
}

function Shown({ workspaceId }: { readonly workspaceId: string }) {
  const isHere = ({ workspace_id }: PageEvent): boolean =>
    workspaceId === '' || workspace_id === null || workspace_id === workspaceId;
  const clock = useLive(
    () => readClockHere(workspaceId),
    (event) => isHere(event) && /^(clock|workspace)\./.test(event.type),
    [workspaceId],
  );
  const due = useLive(
    () => readDue(workspaceId),
    (event) => isHere(event) && !/^(request|fault)\./.test(event.type),
    [workspaceId],
  );
  if (clock === undefined) return <p class="soft">Reading…</p>;
  const now = timeShown(clock);
  return (
    <>
      <section aria-label="Clock">
        <p class="now">
          <time>{timeText(now)}</time> <span class="soft">UTC</span>{' '}
          <span class="mark">
            {clock.mode === 'frozen' ? 'frozen' : `runs at speed ${clock.speed}`}
          </span>
        </p>
        <p class="soft">
          {workspaceId === ''
            ? 'Clock of the world. Workspaces with a clock of their own do not follow it.'
            : 'Clock of this workspace: the one of the world until it is changed here.'}
        </p>
        <Controls clock={clock} workspaceId={workspaceId} />
      </section>
      {due !== undefined && <DueTable page={due} now={now} workspaceId={workspaceId} />}
    </>
  );
}

/** The view. */
export function Clock() {
  return (
    <OneWorkspace orWorld>
      {(workspaceId) => (
        <div class="pane">
          <Shown key={workspaceId} workspaceId={workspaceId} />
        </div>
      )}
    </OneWorkspace>
  );
}
