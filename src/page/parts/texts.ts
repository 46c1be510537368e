/** How values are written where there is little room. */

/** An id with its middle left out. */
export const shortId = (id: string): string =>
  id.length > 16 ? `${id.slice(0, 4)}…${id.slice(-6)}` : id;

/** A text that is cut after 500 characters. */
export const cut = (text: string): string => (text.length > 500 ? `${text.slice(0, 500)}…` : text);

/** The time of day of an ISO time, to the second. */
export const timeOf = (at: string): string => at.slice(11, 19);

/** A duration such as `0:02:05`; `–` if it is not known. */
export function runningText(seconds: number): string {
  if (Number.isNaN(seconds)) return '–';
  const minutes = Math.floor(seconds / 60);
  const two = (count: number) => String(count % 60).padStart(2, '0');
  return `${Math.floor(minutes / 60)}:${two(minutes)}:${two(Math.floor(seconds))}`;
}
