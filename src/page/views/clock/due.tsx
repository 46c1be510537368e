/** What is due next on a clock. */
import { advanceClock } from '../../api/clock.ts';
import type { DueView } from '../../api/types.ts';
import { Action } from '../../parts/action.tsx';
import { spanText, timeText } from './time-text.ts';

/** Times in JSON end at the microsecond: this much more is surely past them, in milliseconds. */
const BEYOND_MS = 1;

/** The table. `now`: milliseconds since 1970. */
export function DueTable({
  page: { count, due },
  now,
  workspaceId,
}: {
  readonly page: DueView;
  readonly now: number;
  readonly workspaceId: string;
}) {
  if (due.length === 0) {
    return (
      <p>
        Nothing is due. Calls with a length or a timeline, agents that respond later, idle sessions
        and work in the background are listed here.
      </p>
    );
  }
  return (
    <table class="due">
      <caption>Due next{count > due.length && `: the first ${due.length} of ${count}`}</caption>
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">In</th>
          <th scope="col">Event</th>
          <th scope="col">Call or conversation</th>
          <th scope="col">
            <span class="unseen">Advance</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {due.map(({ at, event, workspace_id, call_sid, conversation_id }) => {
          const id = call_sid ?? conversation_id ?? '';
          const leftMs = Date.parse(at) - now;
          return (
            <tr key={`${workspace_id} ${event} ${id}`}>
              <td>{timeText(Date.parse(at))}</td>
              <td>{spanText(leftMs)}</td>
              <td>{event}</td>
              <td>
                <code class="cut" title={id}>
                  {id}
                </code>
              </td>
              <td>
                <Action
                  label="Advance"
                  name={`Advance to ${timeText(Date.parse(at))}`}
                  run={() => advanceClock(workspaceId, Math.max(leftMs + BEYOND_MS, 0) / 1000)}
                />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
