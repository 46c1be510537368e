/** OpenAPI documents as plain JSON: validation and `$ref` resolution. */

/** A JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** A document that cannot be compared. Messages start with a verb: the file's name goes before them. */
export class DocumentError extends Error {}

/** Whether a value is an object: not a list, not null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value if it is an object, else an empty object. */
export function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** The value if it is a list, else an empty list. */
export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

/** A text that is equal for equal values, whatever the order of their keys. */
export function canonical(value: Json | undefined): string {
  return (
    JSON.stringify(value, (_, part: Json) =>
      isObject(part)
        ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
        : part,
    ) ?? 'undefined'
  );
}

/** The value as an OpenAPI 3 document. Throws a `DocumentError` that says what was expected. */
export function openDocument(value: unknown): JsonObject {
  const wanted = 'expected an OpenAPI 3 document, such as the published openapi.json';
  if (!isObject(value)) {
    const found = Array.isArray(value) ? 'a list' : value === null ? 'null' : `a ${typeof value}`;
    throw new DocumentError(`holds ${found}; ${wanted}`);
  }
  if (value.swagger !== undefined) {
    throw new DocumentError(`is of Swagger ${String(value.swagger)}; ${wanted}`);
  }
  const { openapi, paths } = value;
  if (openapi === undefined) throw new DocumentError(`has no "openapi" with a version; ${wanted}`);
  if (typeof openapi !== 'string' || !openapi.startsWith('3.')) {
    throw new DocumentError(`says "openapi": ${JSON.stringify(openapi)}; ${wanted} ("3.1.0")`);
  }
  if (!isObject(paths)) throw new DocumentError(`has no "paths" with operations; ${wanted}`);
  return value;
}

/** The last part of a reference: the component's name. */
export function nameOf(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}

/** The target of a reference. Throws a `DocumentError` if it is not in the document. */
export function follow(document: JsonObject, ref: string): Json {
  if (!ref.startsWith('#/')) {
    throw new DocumentError(
      `has the reference ${JSON.stringify(ref)} to another file; expected one document that holds all it refers to`,
    );
  }
  let at: Json | undefined = document;
  for (const part of ref.slice(2).split('/')) {
    const key = unescapePointer(part);
    at = Array.isArray(at)
      ? at[Number(key)]
      : isObject(at) && Object.hasOwn(at, key)
        ? at[key]
        : undefined;
  }
  if (at === undefined) {
    throw new DocumentError(
      `has the reference ${JSON.stringify(ref)}, which leads nowhere; expected it to hold all it refers to`,
    );
  }
  return at;
}

function unescapePointer(part: string): string {
  const text = part.replaceAll('~1', '/').replaceAll('~0', '~');
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Resolves the references of a parameter, body, response or path item. */
export function dereference(document: JsonObject, value: Json | undefined): JsonObject {
  const seen = new Set<string>();
  let found = objectOf(value);
  while (typeof found.$ref === 'string' && !seen.has(found.$ref)) {
    seen.add(found.$ref);
    const { $ref, ...beside } = found;
    found = { ...objectOf(follow(document, $ref as string)), ...beside };
  }
  return found;
}
