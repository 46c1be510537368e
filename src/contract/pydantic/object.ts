/** JSON objects some of whose values are JSON text already, such as a float that must keep its point. */

/** An object's JSON text from the JSON text of its values, in the order given. */
export function writeObject(fields: Readonly<Record<string, string>>): string {
  return `{${Object.entries(fields)
    .map(([name, json]) => `${JSON.stringify(name)}:${json}`)
    .join(',')}}`;
}

/** A list's JSON text from the JSON text of its items. */
export function writeList(items: readonly string[]): string {
  return `[${items.join(',')}]`;
}
