/** What is wrong with a text that should be JSON. */

/** What the JSON parser has to say, with the place as an editor shows it. */
export function jsonMistake(text: string, message: string): string {
  const [, what, position] = /^(.*?)(?: in JSON)? at position (\d+)/s.exec(message) ?? [];
  if (position === undefined) return `a text that is none (${message})`;
  const before = text.slice(0, Number(position)).split('\n');
  const column = (before.at(-1)?.length ?? 0) + 1;
  return `a mistake in line ${before.length}, column ${column} (${what})`;
}
