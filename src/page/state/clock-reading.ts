/** Clocks as they were read, and as they run since. */
import { signal } from '@preact/signals';
import { readClock } from '../api/clock.ts';
import type { ClockView } from '../api/types.ts';

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
