/** The clock of the chosen workspace, as it runs. */
import { computed, effect, signal } from '@preact/signals';
import { readClock } from '../api/clock.ts';
import type { ClockView } from '../api/types.ts';

import { keepReading } from './live.ts';
import { chosen } from './workspaces.ts';

const read = signal<{ readonly clock: ClockView; readonly readAt: number } | undefined>();

/** The clock as it was read; undefined while no workspace is chosen. */
export const clock = computed(() => read.value?.clock);

/** Seconds since the page was opened. The one timer of the page for all that runs. */
const seconds = signal(0);
setInterval(() => {
  seconds.value++;
}, 1_000);

/** The time of the clock in milliseconds since 1970, to the second; NaN while it is not known. */
export const now = computed(() => {
  const found = read.value;
  if (found === undefined) return Number.NaN;
  const began = Date.parse(found.clock.now);
  if (found.clock.mode === 'frozen') return began;
  void seconds.value;
  return began + (performance.now() - found.readAt) * found.clock.speed;
});

effect(() => {
  const ws = chosen.value;
  read.value = undefined;
  if (ws === '') return undefined;
  return keepReading({
    read: () => readClock(ws),
    isAbout: ({ type, workspace_id }) =>
      /^(clock|workspace)\./.test(type) && (workspace_id === ws || workspace_id === null),
    take(found) {
      read.value = { clock: found, readAt: performance.now() };
    },
  });
});
