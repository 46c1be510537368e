/** The last requests of a workspace as text, for the report of a failed test. */
import { isoTime } from '../world/ports/clock.ts';
import type { RequestInfo } from './workspace-info.ts';

const SHOWN = 10;

function line({ at, method, path, query, status, why }: RequestInfo): string {
  const search = query === '' ? '' : `?${query}`;
  const reason = why === null ? '' : `  ${why}`;
  return `  ${isoTime(at.getTime())} ${method} ${path}${search} ${status}${reason}`;
}

/** The last ten requests, oldest first, one a line after a heading; undefined if there is none. */
export function recentRequests(requests: readonly RequestInfo[]): string | undefined {
  if (requests.length === 0) return undefined;
  const shown = requests.slice(-SHOWN);
  const which = shown.length === requests.length ? 'requests' : `last ${SHOWN} requests`;
  return [`The ${which} of the workspace:`, ...shown.map(line)].join('\n');
}
