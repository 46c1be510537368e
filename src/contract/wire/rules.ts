/**
 * What the framework checks of a body, derived from the published schema: the constraints are
 * written once, in the document that the zod declarations equal.
 */

/** What one field's value must be. */
export type FieldCheck =
  | {
      readonly kind: 'string';
      readonly minLength?: number;
      readonly maxLength?: number;
      readonly pattern?: RegExp;
    }
  | { readonly kind: 'uuid' }
  | { readonly kind: 'literal'; readonly values: readonly string[] }
  | { readonly kind: 'boolean' };

/** One field, as Pydantic would declare it. */
export interface FieldRule {
  readonly name: string;
  readonly required: boolean;
  readonly nullable: boolean;
  /** What an absent field becomes. */
  readonly fallback: unknown;
  readonly check: FieldCheck;
}

/** The fields of a body, in the schema's order. */
export type ObjectRules = readonly FieldRule[];

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** As much of an OpenAPI document as rules are derived from. */
export interface SchemaDocument {
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

function resolve(document: SchemaDocument, schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const name = schema.$ref.replace('#/components/schemas/', '');
  const found = document.components.schemas[name];
  if (found === undefined) throw new Error(`the document has no schema ${schema.$ref}`);
  return resolve(document, found);
}

function checkOf(schema: Schema): FieldCheck {
  if (schema.const !== undefined) return { kind: 'literal', values: [schema.const] };
  if (schema.enum !== undefined) return { kind: 'literal', values: schema.enum };
  if (schema.type === 'boolean') return { kind: 'boolean' };
  if (schema.type === 'string' && schema.format === 'uuid') return { kind: 'uuid' };
  if (schema.type === 'string' && schema.format === undefined) {
    return {
      kind: 'string',
      ...(schema.minLength !== undefined && { minLength: schema.minLength }),
      ...(schema.maxLength !== undefined && { maxLength: schema.maxLength }),
      ...(schema.pattern !== undefined && { pattern: new RegExp(schema.pattern) }),
    };
  }
  throw new Error(`no rule is known for the schema ${JSON.stringify(schema)}`);
}

/** The rules of a component of the document. Throws when it holds what no rule is known for. */
export function rulesOf(document: SchemaDocument, name: string): ObjectRules {
  const body = resolve(document, { $ref: `#/components/schemas/${name}` });
  return Object.entries(body.properties ?? {}).map(([field, schema]) => {
    const options = (schema.anyOf ?? [schema]).map((option) => resolve(document, option));
    const [only, ...others] = options.filter((option) => option.type !== 'null');
    if (only === undefined || others.length > 0) {
      throw new Error(`no rule is known for the union ${name}.${field}`);
    }
    return {
      name: field,
      required: body.required?.includes(field) ?? false,
      nullable: options.some((option) => option.type === 'null'),
      fallback: schema.default ?? null,
      check: checkOf(only),
    };
  });
}
