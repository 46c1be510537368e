/** Compares the messages of an operation: parameters, request body, responses. */
import { type Direction, type Finding, type Side, sides } from './changes.ts';
import {
  canonical,
  dereference,
  type Json,
  type JsonObject,
  listOf,
  objectOf,
} from './documents.ts';
import { typeText } from './options.ts';
import { compareSchemas } from './schemas.ts';
import { shapeOf } from './shapes.ts';

/** The two documents to compare. */
export interface Documents {
  readonly older: JsonObject;
  readonly newer: JsonObject;
  /** Whether summaries and descriptions of the older one are our own words, which say nothing about the newer ones. */
  readonly inOwnWords: boolean;
}

/** An operation in a document. */
export interface Found {
  readonly path: string;
  readonly item: JsonObject;
  readonly operation: JsonObject;
}

const JSON_TYPE = 'application/json';
const OWN_WORDS = ['summary', 'description'];
/** Headers that OpenAPI does not allow as parameters: ignored. */
const RESERVED = ['accept', 'content-type', 'authorization'];

function finding(
  kind: Finding['kind'],
  where: string,
  what: string,
  breaks: readonly Side[] = [],
): Finding {
  return { kind, where, what, breaks };
}

/** Compares parameters. Path parameters are matched by position, because their names are not sent. */
export function compareParameters(documents: Documents, older: Found, newer: Found): Finding[] {
  const before = parametersOf(documents.older, older);
  const after = parametersOf(documents.newer, newer);
  const findings: Finding[] = [];
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(key), after.get(key)];
    const where = `${String((was ?? is)?.in)} parameter ${String((was ?? is)?.name)}`;
    const needed = (was ?? is)?.required === true;
    if (is === undefined) {
      const what = `the ${needed ? 'required' : 'optional'} parameter is gone`;
      findings.push(finding('removed', where, what, sides({ client: true, server: needed })));
    } else if (was === undefined) {
      const type = typeText(shapeOf(documents.newer, parameterSchema(is)));
      const what = `${needed ? 'a required' : 'an optional'} parameter (${type}) is new`;
      findings.push(finding('added', where, what, sides({ client: needed })));
    } else {
      findings.push(...compareParameter(documents, where, was, is));
    }
  }
  return findings;
}

function parametersOf(document: JsonObject, { path, item, operation }: Found) {
  const order = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name);
  const found = new Map<string, JsonObject>();
  // Parameters of the operation override those of its path.
  for (const value of [...listOf(item.parameters), ...listOf(operation.parameters)]) {
    const parameter = dereference(document, value);
    const { in: place, name } = parameter;
    if (place === 'header' && RESERVED.includes(String(name).toLowerCase())) continue;
    const key =
      place === 'path'
        ? order.indexOf(String(name))
        : place === 'header'
          ? String(name).toLowerCase()
          : String(name);
    found.set(`${String(place)} ${key}`, parameter);
  }
  return found;
}

function compareParameter(
  documents: Documents,
  where: string,
  was: JsonObject,
  is: JsonObject,
): Finding[] {
  const findings: Finding[] = [];
  if (was.in === 'path' && was.name !== is.name) {
    findings.push(finding('changed', where, `is called ${String(is.name)} now`));
  }
  if ((was.required === true) !== (is.required === true)) {
    findings.push(requirement(where, is.required === true));
  }
  const [style, newStyle] = [styleOf(was), styleOf(is)];
  if (style !== newStyle) {
    const what = `is written ${newStyle} instead of ${style}`;
    findings.push(finding('changed', where, what, ['client', 'server']));
  }
  const comparison = { ...documents, direction: 'request' as const };
  const place = { root: where, path: '' };
  return [
    ...findings,
    ...compareSchemas(comparison, place, parameterSchema(was), parameterSchema(is)),
  ];
}

function requirement(where: string, required: boolean): Finding {
  return required
    ? finding('changed', where, 'is required now', ['client'])
    : finding('changed', where, 'is no longer required', ['server']);
}

function styleOf({ in: place, style, explode }: JsonObject): string {
  const name = style ?? (place === 'query' || place === 'cookie' ? 'form' : 'simple');
  return `${String(name)}${(explode ?? name === 'form') ? ' exploded' : ''}`;
}

/** The schema with the parameter's own title and description, which are often written in both places. */
function parameterSchema(parameter: JsonObject): JsonObject {
  const [media] = Object.values(objectOf(parameter.content));
  const schema = objectOf(parameter.schema ?? objectOf(media).schema);
  const { description, deprecated } = parameter;
  return {
    ...schema,
    ...(description !== undefined && { description }),
    ...(deprecated !== undefined && { deprecated }),
  };
}

/** Compares request bodies. */
export function compareBodies(documents: Documents, older: Found, newer: Found): Finding[] {
  const was = dereference(documents.older, older.operation.requestBody);
  const is = dereference(documents.newer, newer.operation.requestBody);
  const where = 'request body';
  const takes = older.operation.requestBody !== undefined;
  const takesNow = newer.operation.requestBody !== undefined;
  if (!takes && !takesNow) return [];
  const needed = (takes ? was : is).required === true;
  if (!takesNow) {
    const what = `the ${needed ? 'required' : 'optional'} body is gone`;
    return [finding('removed', where, what, sides({ client: true, server: needed }))];
  }
  if (!takes) {
    const what = `${needed ? 'a required' : 'an optional'} body is new`;
    return [finding('added', where, what, sides({ client: needed }))];
  }
  return [
    ...(needed === (is.required === true) ? [] : [requirement(where, !needed)]),
    ...compareContents(documents, 'request', where, was, is),
    ...compareText(documents, where, was, is, 'description'),
  ];
}

/** Compares responses. */
export function compareResponses(documents: Documents, older: Found, newer: Found): Finding[] {
  const before = objectOf(older.operation.responses);
  const after = objectOf(newer.operation.responses);
  const findings: Finding[] = [];
  const met = new Set<string>();
  for (const status of Object.keys(before)) {
    const key = covering(after, status);
    const where = `response ${status}`;
    if (key === undefined) {
      // A server of our version still returns it; a client that waits for a success never gets one.
      const breaks = sides({ client: isSuccess(status), server: true });
      findings.push(finding('removed', where, 'the status is no longer returned', breaks));
      continue;
    }
    met.add(key);
    const was = dereference(documents.older, before[status]);
    const is = dereference(documents.newer, after[key]);
    findings.push(...compareContents(documents, 'response', where, was, is));
    if (key === status) findings.push(...compareText(documents, where, was, is, 'description'));
  }
  for (const status of Object.keys(after)) {
    if (met.has(status) || Object.hasOwn(before, status)) continue;
    const breaks = sides({ client: covering(before, status) === undefined });
    findings.push(finding('added', `response ${status}`, 'the status is new', breaks));
  }
  return findings;
}

const isSuccess = (status: string): boolean => status.startsWith('2');

/** The key that covers a status: itself, its class, or `default`. */
function covering(responses: JsonObject, status: string): string | undefined {
  return [status, `${status.slice(0, 1)}XX`, `${status.slice(0, 1)}xx`, 'default'].find((key) =>
    Object.hasOwn(responses, key),
  );
}

/** The media types of a body or response, without parameters such as a charset. */
function contentsOf({ content }: JsonObject): Map<string, Json | undefined> {
  return new Map(
    Object.entries(objectOf(content)).map(([type, media]) => [
      type.replace(/;.*$/, '').trim().toLowerCase(),
      objectOf(media).schema ?? objectOf(media).itemSchema,
    ]),
  );
}

function compareContents(
  documents: Documents,
  direction: Direction,
  where: string,
  was: JsonObject,
  is: JsonObject,
): Finding[] {
  const before = contentsOf(was);
  const after = contentsOf(is);
  const types = [...new Set([...before.keys(), ...after.keys()])];
  const plain = types.every((type) => type === JSON_TYPE);
  return types.flatMap((type): Finding[] => {
    // The client chooses the media type, by what it sends or accepts.
    if (!after.has(type)) return [finding('removed', where, `${type} is gone`, ['client'])];
    if (!before.has(type)) return [finding('added', where, `${type} is new`, ['server'])];
    const place = { root: plain ? where : `${where} (${type})`, path: '' };
    return compareSchemas({ ...documents, direction }, place, before.get(type), after.get(type));
  });
}

/** Compares texts, or lists of them. Such changes break nothing. */
export function compareText(
  { inOwnWords }: Documents,
  where: string,
  was: JsonObject,
  is: JsonObject,
  ...words: readonly string[]
): Finding[] {
  return words
    .filter((word) => !(inOwnWords && OWN_WORDS.includes(word)))
    .filter((word) => canonical(was[word]) !== canonical(is[word]))
    .map((word) => finding('changed', where, `the ${word} changed`));
}
