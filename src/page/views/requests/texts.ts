/** How values of a request are written. */

/** The time of day of an ISO time: to the second, and the milliseconds behind it. */
export const timeOfDay = (at: string): readonly [string, string] => [
  at.slice(11, 19),
  at.slice(19).match(/^\.\d{3}/)?.[0] ?? '.000',
];

/** A path with its UUIDs cut to their first four digits, and its call sids to their last. */
export const shortPath = (path: string): string =>
  path
    .replace(/([\da-f]{4})[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/gi, '$1…')
    .replace(/CA[\da-f]{28}(?=[\da-f]{4}\b)/g, 'CA…');

/** A duration with a unit. `ms`: milliseconds. */
export function duration(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
}

/** The class of a status: `s2`, `s4`, … */
export const statusClass = (status: number): string => `status s${Math.floor(status / 100)}`;
