/** Checks responses against the published documents. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import companions from '../../openapi.companions.json' with { type: 'json' };
import contract from '../../openapi.json' with { type: 'json' };
import neighbours from '../../openapi.neighbours.json' with { type: 'json' };
import type { DocumentName } from '../../src/contract/documents/documents.ts';
import type { Operation } from '../../src/contract/operation.ts';

const documents: Partial<Record<DocumentName, object>> = { contract, companions, neighbours };

const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
for (const [name, document] of Object.entries(documents)) ajv.addSchema(closed(document), name);

/** A copy in which an object has no other fields than those that its schema declares. */
function closed<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(closed) as T;
  const copy = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, closed(one)]));
  const isClosed = copy.type === 'object' && 'properties' in copy;
  return (isClosed ? { additionalProperties: false, ...copy } : copy) as T;
}

/** What is wrong with a value by the schema at a path of a document. */
function problemsAt(document: string, path: readonly string[], value: unknown): string[] {
  const steps = path.map((step) =>
    encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')),
  );
  const check = ajv.getSchema(`${document}#/${steps.join('/')}`);
  if (check === undefined) throw new Error(`${document} has nothing at ${path.join(' ')}`);
  check(value);
  return (check.errors ?? []).map(({ instancePath, message, params }) =>
    [instancePath, message, params.additionalProperty].join(' ').trim(),
  );
}

/** What is wrong with a value by a schema of the neighbours' document; empty when nothing is. */
export const problemsOf = (
  schema: keyof typeof neighbours.components.schemas,
  value: unknown,
): string[] => problemsAt('neighbours', ['components', 'schemas', schema], value);

/** A response as it was received: of a stream, all its events. */
export interface Received {
  readonly status: number;
  /** Without parameters; empty without a body. */
  readonly contentType: string;
  readonly bodies: readonly unknown[];
}

/** What is wrong with a response by what is published of its operation; empty when nothing is. */
export function problemsOfResponse(
  { document, method, path }: Pick<Operation, 'document' | 'method' | 'path'>,
  { bodies, contentType, status }: Received,
): string[] {
  const place = ['paths', path, method.toLowerCase(), 'responses', String(status)];
  // biome-ignore lint/suspicious/noExplicitAny: a walk through JSON
  const published = place.reduce((found: any, step) => found?.[step], documents[document]);
  if (published === undefined) return [`${status} is not published`];
  if (published.content === undefined) return bodies.map(() => 'no body is published');
  if (!(contentType in published.content)) return [`${contentType} is not published`];
  const schema = [...place, 'content', contentType, 'schema'];
  return bodies.flatMap((body) => problemsAt(document, schema, body));
}
