/** The published documents, and what each says about the requests of an operation. */
import openapi from '../../../openapi.json' with { type: 'json' };
import type { Operation } from '../operation.ts';
import { type FieldRule, fieldRule, type ObjectRules, rulesOf } from '../pydantic/rules.ts';

/** The three operations; or the ones that a started session leads to. */
export type DocumentName = 'contract' | 'companions';

/** As much of an OpenAPI document as the inputs of an operation are derived from. */
interface PublishedDocument {
  readonly paths: object;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: object;
}

/** The rules that a request of an operation is held to. */
export interface InputRules {
  readonly path: ObjectRules;
  readonly query: ObjectRules;
  /** Null where it takes no body. */
  readonly body: ObjectRules | null;
}

function derive(document: PublishedDocument, { body, method, path }: Operation): InputRules {
  const item = (document.paths as Record<string, Record<string, { parameters?: Parameter[] }>>)[
    path
  ];
  const parameters = item?.[method.toLowerCase()]?.parameters ?? [];
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

/** The document of the companions, read when first needed. */
export async function companionsDocument() {
  return (await import('../../../openapi.companions.json', { with: { type: 'json' } })).default;
}

const known = new Map<Operation, InputRules>();

/** The rules of an operation's requests; a promise when its document has not been read yet. */
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
