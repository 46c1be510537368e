/**
 * Fills the buckets: once with the events that the emulator keeps, then with those of the stream. They begin anew with
 * another workspace. They are filled from the time at which the plots are first opened, also while another view is shown.
 */
import { effect, signal, untracked } from '@preact/signals';
import { send } from '../../api/client.ts';
import { blockReader } from '../../api/event-stream.ts';
import { readFigures } from '../../api/figures.ts';
import type { FiguresView, PageEvent } from '../../api/types.ts';
import { keepReading } from '../../state/live.ts';
import { connection, listen } from '../../state/stream.ts';
import { chosen } from '../../state/workspaces.ts';
import { createSeconds, type Level, SECONDS } from './seconds.ts';

/** The most events that are read when the buckets are filled: what the emulator keeps of a workspace. */
const KEPT_EVENTS = 10_000;
/** How far the clock of the emulator's machine may be from the one of the browser, in seconds. */
const TOLERANCE = 2;

const thisSecond = (): number => Math.floor(Date.now() / 1000);

/** The buckets. */
export let seconds = createSeconds(thisSecond());
/** Active calls and queued events now; undefined before they were read. */
export const levels = signal<Readonly<Record<Level, number>> | undefined>(undefined);
/** The first second of which the levels are known. */
export let knownFrom = thisSecond();
/** Why the kept events were not read; empty if they were. */
export const problem = signal('');

const levelsOf = (found: Pick<FiguresView, 'active_calls' | 'queued_events'>) => ({
  calls: found.active_calls,
  queue: found.queued_events,
});

/** What an event changes. */
const changes: Readonly<Record<string, readonly [Level, number]>> = {
  'call.placed': ['calls', 1],
  'call.ended': ['calls', -1],
  'injection.queued': ['queue', 1],
  'injection.requeued': ['queue', 1],
  'injection.drained': ['queue', -1],
  'injection.expired': ['queue', -1],
};

function add(second: number, event: PageEvent): void {
  if (event.type === 'request.answered') seconds.addRequest(second, event.status, event.ms);
  const [level, change] = changes[event.type] ?? [];
  if (level !== undefined && change !== undefined) seconds.addChange(second, level, change);
}

const isChosen = ({ workspace_id }: PageEvent): boolean =>
  chosen.peek() === '' || workspace_id === chosen.peek();

/**
 * The second of an event by the clock of its workspace; undefined if it is not between `earliest` and now, as on a clock
 * that does not show the time of day.
 */
function timeOf({ at }: PageEvent, earliest: number): number | undefined {
  const now = thisSecond();
  const second = Math.floor(Date.parse(at) / 1000);
  const fits = second >= earliest - TOLERANCE && second <= now + TOLERANCE;
  return fits ? Math.min(second, now) : undefined;
}

/** Reads the kept events up to an id. */
async function readKept(upTo: number, signal: AbortSignal): Promise<PageEvent[]> {
  const response = await send(`/events?last=${KEPT_EVENTS}`, { signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const blocks = blockReader();
  const found: PageEvent[] = [];
  for (let id = 0; id < upTo; ) {
    const part = await reader?.read();
    if (part?.value === undefined) break;
    for (const block of blocks(part.value)) {
      if (block.id !== '') id = Number(block.id);
      const isEvent = block.event !== '' && block.event !== 'gap';
      if (isEvent && id <= upTo) found.push(JSON.parse(block.data) as PageEvent);
    }
  }
  await reader?.cancel();
  return found;
}

/** Places the kept events. What is on another clock than the time of day has no place. */
function placeKept(events: readonly PageEvent[]): void {
  const now = thisSecond();
  let from: number | undefined;
  for (const event of events.filter(isChosen)) {
    const second = timeOf(event, now - SECONDS);
    if (second !== undefined) add(second, event);
    // What has no place may have changed a level at any time.
    from = second === undefined ? undefined : (from ?? second);
  }
  knownFrom = from ?? now;
}

/** The second of the last event that was placed. */
let latest = 0;

/** Places events of the stream: now, or when they happened, if the tab was hidden then. */
function placeNew(events: readonly PageEvent[]): void {
  const now = thisSecond();
  seconds.advance(now);
  let current = levels.peek();
  for (const event of events.filter(isChosen)) {
    latest = timeOf(event, latest) ?? now;
    add(latest, event);
    const [level, change] = changes[event.type] ?? [];
    if (level === undefined || change === undefined || current === undefined) continue;
    current = { ...current, [level]: current[level] + change };
  }
  levels.value = current;
}

/** Events of the stream that wait until the kept ones are read; undefined when these are. */
let waiting: PageEvent[] | undefined;
let filling = new AbortController();

async function fill(): Promise<void> {
  filling.abort();
  filling = new AbortController();
  const { signal } = filling;
  waiting = [];
  latest = thisSecond();
  knownFrom = latest;
  seconds = createSeconds(latest);
  levels.value = undefined;
  problem.value = '';
  let upTo = 0;
  try {
    const { last_event_id, ...found } = await readFigures(chosen.peek());
    upTo = last_event_id;
    const kept = await readKept(upTo, signal);
    if (signal.aborted) return;
    placeKept(kept);
    levels.value = levelsOf(found);
  } catch (error) {
    if (signal.aborted) return;
    problem.value = error instanceof Error ? error.message : String(error);
  }
  const events = waiting.filter(({ id }) => id > upTo);
  waiting = undefined;
  placeNew(events);
}

let isStarted = false;

/** Starts to fill the buckets. */
export function startCollecting(): void {
  if (isStarted) return;
  isStarted = true;
  effect(() => {
    void chosen.value;
    untracked(() => void fill());
  });
  // What could not be read is read when the emulator responds again.
  effect(() => {
    if (connection.value.status === 'live' && problem.peek() !== '') untracked(() => void fill());
  });
  listen({
    events: (events) => (waiting === undefined ? placeNew(events) : waiting.push(...events)),
    restarted: () => void fill(),
  });
}

/** Corrects the levels while the plots are shown. Returns a function that stops it. */
export function keepLevels(): () => void {
  return keepReading({
    read: () => readFigures(chosen.peek()),
    // A workspace that is made or removed brings and takes its calls without an event for each.
    isAbout: ({ type }) => /^(call|workspace|clock)\./.test(type),
    take(found) {
      const before = levels.peek();
      if (before === undefined) return;
      const now = levelsOf(found);
      seconds.addChange(thisSecond(), 'calls', now.calls - before.calls);
      seconds.addChange(thisSecond(), 'queue', now.queue - before.queue);
      levels.value = now;
    },
  });
}

/** Moves the buckets on to now. */
export const advance = (): void => seconds.advance(thisSecond());
