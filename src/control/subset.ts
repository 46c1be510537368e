/** Whether a value holds another, field by field. */

/** One place where it does not. */
export interface Difference {
  /** `body.message`, `body.tags[0]`. */
  readonly path: string;
  readonly expected: unknown;
  /** Null where there is nothing. */
  readonly found: unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Where `found` lacks what is `expected`; an expectation of undefined is none. Objects may hold more. */
export function differences(expected: unknown, found: unknown, path: string): Difference[] {
  if (expected === undefined) return [];
  if (isObject(expected) && isObject(found)) {
    return Object.entries(expected).flatMap(([name, value]) =>
      differences(value, Object.hasOwn(found, name) ? found[name] : undefined, `${path}.${name}`),
    );
  }
  if (Array.isArray(expected) && Array.isArray(found) && expected.length === found.length) {
    return expected.flatMap((value, i) => differences(value, found[i], `${path}[${i}]`));
  }
  const same = expected === found || JSON.stringify(expected) === JSON.stringify(found);
  return same ? [] : [{ path, expected, found: found ?? null }];
}
