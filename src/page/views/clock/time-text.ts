/** How times of a clock are written. */

/** A time, in milliseconds since 1970, as `2026-03-01 09:30:00`, UTC. */
export const timeText = (ms: number): string =>
  new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

/** A time span, in milliseconds, as `1 d 02:03:04`. */
export function spanText(ms: number): string {
  const days = Math.floor(ms / 86_400_000);
  return (days > 0 ? `${days} d ` : '') + timeText(Math.max(ms, 0)).slice(11);
}
