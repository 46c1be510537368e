/** Writes JSON from values that are already JSON text, such as a float that must keep its point. */

/** JSON text of an object from the JSON texts of its values, in the given order. */
export function writeObject(fields: Readonly<Record<string, string>>): string {
  return `{${Object.entries(fields)
    .map(([name, json]) => `${JSON.stringify(name)}:${json}`)
    .join(',')}}`;
}

/** JSON text of a list from the JSON texts of its items. */
export function writeList(items: readonly string[]): string {
  return `[${items.join(',')}]`;
}
