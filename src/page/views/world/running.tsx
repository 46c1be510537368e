/** Times that run on the clock of the workspace. */
import type { CallView, EntityView } from '../../api/types.ts';
import { runningText } from '../../parts/texts.ts';
import { now } from '../../state/clock.ts';

/** How long a call has run. */
export function Running({ call }: { readonly call: CallView }) {
  const { active, duration_seconds, started_at } = call;
  return runningText(active ? (now.value - Date.parse(started_at)) / 1000 : duration_seconds);
}

/** How long the projection still lags behind an entity. */
export function Lag({ entity }: { readonly entity: EntityView }) {
  const seconds = (Date.parse(entity.projected_at) - now.value) / 1000;
  return seconds > 0 ? <span class="mark">in {runningText(Math.ceil(seconds))}</span> : <>yes</>;
}
