/** Which ids there are, for a message about one that does not exist. */

const SHOWN = 3;

/** The ids that there are: at most three, and the number of all others. */
export function knownIds(ids: readonly string[]): string {
  if (ids.length === 0) return 'there is none';
  const more = ids.length > SHOWN ? ` and ${ids.length - SHOWN} more` : '';
  return `known: ${ids.slice(0, SHOWN).join(', ')}${more}`;
}
