/**
 * The one live stream of the page: all events and finished requests of the world, of every process that shares it. It
 * continues after the last event that was read, ends while the tab is hidden, and opens again by itself. What it brings
 * is passed on once per animation frame.
 */
import { signal } from '@preact/signals';
import { Refusal, send } from '../api/client.ts';
import { blockReader, type StreamBlock } from '../api/event-stream.ts';
import type { PageEvent } from '../api/types.ts';

/** Events before now that a new page begins with. */
const HISTORY = 4_000;
/** The shortest and the longest pause before the stream is opened again, in milliseconds. */
const [SHORTEST, LONGEST] = [500, 5_000];

/** The state of the stream. */
export type Connection =
  | { readonly status: 'connecting' | 'live' }
  /** The emulator does not respond. It is asked again. */
  | { readonly status: 'gone' }
  /** The emulator refuses the stream. It is asked again. */
  | { readonly status: 'refused'; readonly why: string }
  /** The emulator requires a token, or another one. */
  | { readonly status: 'locked' };

/** What a part of the page wants to know of the stream. */
export interface Listener {
  /** Called with new events, in order, at most once per animation frame. */
  events(events: readonly PageEvent[]): void;
  /** Called when another emulator, or a new one, responds at this address: nothing that was read is true any more. */
  restarted?(): void;
}

/** The state of the stream. */
export const connection = signal<Connection>({ status: 'connecting' });
/** How many events were lost since the page was opened, at the most. */
export const lost = signal(0);

const listeners = new Set<Listener>();
let pending: PageEvent[] = [];
let lastId: number | undefined;
let opened = new AbortController();

/** Adds a listener. Returns a function that removes it. */
export function listen(listener: Listener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function pass(): void {
  const events = pending;
  pending = [];
  for (const listener of listeners) listener.events(events);
}

function restart(): void {
  lastId = undefined;
  pending = [];
  lost.value = 0;
  for (const listener of listeners) listener.restarted?.();
}

/** Takes a block. Returns false if another emulator has sent it. */
function take({ id, event, data }: StreamBlock): boolean {
  // An emulator that does not know the id to continue after responds with its own last one.
  if (event === '' && id !== '' && lastId !== undefined && Number(id) < lastId) return false;
  if (id !== '') lastId = Number(id);
  if (event === 'gap') lost.value += (JSON.parse(data) as { lost: number }).lost;
  else if (event !== '') {
    if (pending.length === 0) requestAnimationFrame(pass);
    pending.push(JSON.parse(data) as PageEvent);
  }
  return true;
}

/** Opens the stream and reads it to its end. */
async function read(signal: AbortSignal, began: () => void): Promise<void> {
  const isFirst = lastId === undefined;
  const response = await send(`/events${isFirst ? `?last=${HISTORY}` : ''}`, {
    signal,
    headers: isFirst ? {} : { 'last-event-id': String(lastId) },
  });
  connection.value = { status: 'live' };
  began();
  const blocks = blockReader();
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const part = await reader?.read();
    if (part?.value === undefined) return;
    if (!blocks(part.value).every(take)) {
      restart();
      await reader?.cancel();
      return;
    }
  }
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function follow(signal: AbortSignal): Promise<void> {
  let pause = SHORTEST;
  while (!signal.aborted) {
    try {
      await read(signal, () => {
        pause = SHORTEST;
      });
    } catch (error) {
      if (signal.aborted) return;
      const isRefused = error instanceof Refusal;
      if (isRefused && error.status === 401) {
        connection.value = { status: 'locked' };
        return;
      }
      connection.value = isRefused ? { status: 'refused', why: error.message } : { status: 'gone' };
      await wait(pause);
      pause = Math.min(pause * 2, LONGEST);
    }
  }
}

/** Opens the stream, again if it is open: with a new token, or when the tab is seen again. */
export function openStream(): void {
  opened.abort();
  opened = new AbortController();
  void follow(opened.signal);
}

/** Opens the stream, and closes it while the tab is hidden. */
export function startStream(): void {
  const follows = () => (document.hidden ? opened.abort() : openStream());
  document.addEventListener('visibilitychange', follows);
  follows();
}
