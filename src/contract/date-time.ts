/** Times as the framework writes them. */
import { isoTime } from '../world/ports/clock.ts';

/** A datetime field: `2026-03-01T09:30:00.123456Z` (framework). `ms`: milliseconds since 1970. */
export function dateTime(ms: number): string {
  return isoTime(ms).replace('+00:00', 'Z');
}
