/** The clock of the chosen workspace, as it runs. */
import { computed, effect, signal } from '@preact/signals';
import { type ClockReading, readClockHere, timeShown } from './clock-reading.ts';
import { keepReading } from './live.ts';
import { chosen } from './workspaces.ts';

const read = signal<ClockReading | undefined>();

/** The time of the clock in milliseconds since 1970, to the second; NaN while it is not known. */
export const now = computed(() => {
  const found = read.value;
  return found === undefined ? Number.NaN : Math.floor(timeShown(found) / 1_000) * 1_000;
});

effect(() => {
  const ws = chosen.value;
  read.value = undefined;
  if (ws === '') return undefined;
  return keepReading({
    read: () => readClockHere(ws),
    isAbout: ({ type, workspace_id }) =>
      /^(clock|workspace)\./.test(type) && (workspace_id === ws || workspace_id === null),
    take(found) {
      read.value = found;
    },
  });
});
