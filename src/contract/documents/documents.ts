/** The published documents, and the rules that they give for requests. */
import openapi from '../../../openapi.json' with { type: 'json' };
import type { Operation } from '../operation.ts';
import {
  type FieldRule,
  fieldRule,
  type ObjectRules,
  type RuleSource,
  rulesOf,
} from '../pydantic/rules.ts';

/**
 * `contract`: the three operations; `companions`: those that a started session uses; `neighbours`: what an application
 * calls before and beside them; `platform`: what is only shaped, from a document that the user gave.
 */
export type DocumentName = 'contract' | 'companions' | 'neighbours' | 'platform';

/** The parts of an OpenAPI document from which the rules of an operation are derived. */
export interface PublishedDocument extends RuleSource {
  readonly paths: Readonly<Record<string, Readonly<Record<string, PublishedOperation>>>>;
}

interface PublishedOperation {
  readonly operationId?: string;
  readonly parameters?: readonly Parameter[];
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: object;
}

/** The validation rules for requests of an operation. */
export interface InputRules {
  readonly path: ObjectRules;
  readonly query: ObjectRules;
  /** Null if it has no body. */
  readonly body: ObjectRules | null;
}

/** Derives the rules of an operation. Throws if the document has a schema without a known rule. */
export function deriveRules(
  document: PublishedDocument,
  { body, method, path }: Pick<Operation, 'body' | 'path'> & { readonly method: string },
): InputRules {
  const parameters = document.paths[path]?.[method.toLowerCase()]?.parameters ?? [];
  const within = (place: string): FieldRule[] =>
    parameters
      .filter((one) => one.in === place)
      .map((one) => fieldRule(document, one.name, one.schema, one.required ?? false));
  return {
    path: within('path'),
    query: within('query'),
    body: body === null ? null : rulesOf(document, body),
  };
}

/** The document of the companions, read on first use. */
export async function companionsDocument() {
  return (await import('../../../openapi.companions.json', { with: { type: 'json' } })).default;
}

/** The document of the neighbours, read on first use. */
export async function neighboursDocument() {
  return (await import('../../../openapi.neighbours.json', { with: { type: 'json' } })).default;
}

/** Weak: those of a user's document go with their emulator. */
const known = new WeakMap<Operation, InputRules>();

/** The rules of an operation's requests; a promise if its document is not loaded yet. */
export function inputRules(operation: Operation): InputRules | Promise<InputRules> {
  const found = known.get(operation);
  if (found !== undefined) return found;
  if (operation.ownRules !== undefined) {
    const rules = operation.ownRules();
    known.set(operation, rules);
    return rules;
  }
  const learn = (document: PublishedDocument): InputRules => {
    const rules = deriveRules(document, operation);
    known.set(operation, rules);
    return rules;
  };
  if (operation.document === 'contract') return learn(openapi);
  // What the three session operations do not need is loaded later.
  const document =
    operation.document === 'companions' ? companionsDocument() : neighboursDocument();
  return Promise.all([document, import('../pydantic/kinds.ts')]).then(
    ([published, { otherKinds }]) => learn({ ...published, otherKinds }),
  );
}
