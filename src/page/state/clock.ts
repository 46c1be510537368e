/** Clocks as they run, and the one of the chosen workspace. */
import { computed, effect, signal } from '@preact/signals';
import { readClock } from '../api/clock.ts';
import type { ClockView } from '../api/types.ts';
import { keepReading } from './live.ts';
import { chosen } from './workspaces.ts';

/** A clock, and when it was read, on the clock of the browser. */
export interface ClockReading extends ClockView {
  readonly readAt: number;
}

/** Reads the clock of a workspace; with an empty id that of the world. */
export const readClockHere = async (ws: string): Promise<ClockReading> => ({
  ...(await readClock(ws)),
  readAt: performance.now(),
});

/** Milliseconds between two looks at a clock that runs. */
const TICK_MS = 250;

/** The one timer of the page for all that runs. */
const ticks = signal(0);
setInterval(() => {
  ticks.value++;
}, TICK_MS);

/** The time that a clock shows by now, in milliseconds since 1970. While it runs, what shows it is rendered again. */
export function timeShown({ now: began, readAt, speed }: ClockReading): number {
  if (speed === 0) return Date.parse(began);
  void ticks.value;
  return Date.parse(began) + (performance.now() - readAt) * speed;
}

const read = signal<ClockReading | undefined>();

/** The clock of the chosen workspace as it was read; undefined while none is chosen. */
export const clock = computed<ClockView | undefined>(() => read.value);

/** Its time in milliseconds since 1970, to the second; NaN while it is not known. */
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
