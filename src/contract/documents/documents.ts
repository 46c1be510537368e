/** The published documents, and the rules that they give for requests. */
import openapi from '../../../openapi.json' with { type: 'json' };
import type { Operation } from '../operation.ts';
import { type FieldRule, fieldRule, type ObjectRules, rulesOf } from '../pydantic/rules.ts';

/** `contract`: the three operations; `companions`: those that a started session uses. */
export type DocumentName = 'contract' | 'companions';

/** The parts of an OpenAPI document from which the rules of an operation are derived. */
interface PublishedDocument {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly parameters?: readonly Parameter[] }>>>
  >;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
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

function derive(document: PublishedDocument, { body, method, path }: Operation): InputRules {
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

const known = new Map<Operation, InputRules>();

/** The rules of an operation's requests; a promise if its document is not loaded yet. */
export function inputRules(operation: Operation): InputRules | Promise<InputRules> {
  const found = known.get(operation);
  if (found !== undefined) return found;
  const learn = (document: PublishedDocument): InputRules => {
    const rules = derive(document, operation);
    known.set(operation, rules);
    return rules;
  };
  return operation.document === 'contract' ? learn(openapi) : companionsDocument().then(learn);
}
