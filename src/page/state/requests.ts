/** The latest requests. */
import { signal } from '@preact/signals';
import type { RequestEvent } from '../api/types.ts';
import { listen } from './stream.ts';

/** How many requests the page keeps. */
export const KEPT = 2_000;

/** The latest requests, oldest first. A new list for each change. */
export const requests = signal<readonly RequestEvent[]>([]);

/** Removes all requests from the page, not from the journal. */
export function clearRequests(): void {
  requests.value = [];
}

listen({
  events(events) {
    const added = events.filter((event) => event.type === 'request.answered');
    if (added.length > 0) requests.value = [...requests.value, ...added].slice(-KEPT);
  },
  restarted: clearRequests,
});
