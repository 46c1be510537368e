/**
 * Validation rules derived from the published schemas, so that constraints are written once: in the document,
 * which a test compares with the zod declarations.
 */

/** The type check of a value. */
export type FieldCheck =
  | {
      readonly kind: 'string';
      readonly minLength?: number;
      readonly maxLength?: number;
      readonly pattern?: RegExp;
    }
  | { readonly kind: 'uuid' }
  | { readonly kind: 'literal'; readonly values: readonly string[] }
  | { readonly kind: 'boolean' }
  | ({ readonly kind: 'integer' } & IntegerBounds)
  | { readonly kind: 'list'; readonly item: ValueRule; readonly maxItems?: number }
  | { readonly kind: 'dict'; readonly maxProperties?: number }
  | { readonly kind: 'model'; readonly fields: ObjectRules };

/** The bounds of an integer. */
export interface IntegerBounds {
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

/** The rule of a value in any place. */
export interface ValueRule {
  readonly nullable: boolean;
  readonly check: FieldCheck;
}

/** The rule of a field, as Pydantic declares it. */
export interface FieldRule extends ValueRule {
  readonly name: string;
  readonly required: boolean;
  /** The value of a missing field. */
  readonly fallback: unknown;
}

/** The rules of a body's fields, in the schema's order. */
export type ObjectRules = readonly FieldRule[];

interface Schema extends IntegerBounds {
  readonly items?: Schema;
  readonly maxItems?: number;
  readonly maxProperties?: number;
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

/** The parts of an OpenAPI document that rules are derived from. */
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

/** The given keys of an object, without undefined ones. */
function pick<T extends object, K extends keyof T>(from: T, ...keys: K[]): Pick<T, K> {
  return Object.fromEntries(
    keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]]),
  ) as Pick<T, K>;
}

function checkOf(document: SchemaDocument, schema: Schema): FieldCheck {
  if (schema.const !== undefined) return { kind: 'literal', values: [schema.const] };
  if (schema.enum !== undefined) return { kind: 'literal', values: schema.enum };
  switch (schema.type) {
    case 'boolean':
      return { kind: 'boolean' };
    case 'integer':
      return { kind: 'integer', ...pick(schema, 'minimum', 'exclusiveMinimum', 'maximum') };
    case 'array':
      return {
        kind: 'list',
        item: ruleOf(document, schema.items ?? {}, 'the items of a list'),
        ...pick(schema, 'maxItems'),
      };
    case 'object':
      return schema.properties === undefined
        ? { kind: 'dict', ...pick(schema, 'maxProperties') }
        : { kind: 'model', fields: fieldsOf(document, schema) };
    case 'string':
      if (schema.format === 'uuid') return { kind: 'uuid' };
      if (schema.format !== undefined) break;
      return {
        kind: 'string',
        ...pick(schema, 'minLength', 'maxLength'),
        ...(schema.pattern !== undefined && { pattern: new RegExp(schema.pattern) }),
      };
  }
  throw new Error(`no rule is known for the schema ${JSON.stringify(schema)}`);
}

/** The rule of a value. `what` names it in the error message. */
export function ruleOf(document: SchemaDocument, schema: object, what: string): ValueRule {
  const { anyOf = [schema] } = schema as Schema;
  const options = anyOf.map((option) => resolve(document, option));
  const [only, ...others] = options.filter((option) => option.type !== 'null');
  if (only === undefined || others.length > 0) {
    throw new Error(`no rule is known for the union ${what}`);
  }
  return {
    nullable: options.some((option) => option.type === 'null'),
    check: checkOf(document, only),
  };
}

/** The rule of a field or parameter. */
export function fieldRule(
  document: SchemaDocument,
  name: string,
  schema: object,
  required: boolean,
): FieldRule {
  const rule = ruleOf(document, schema, name);
  const fallback = (schema as Schema).default ?? (rule.nullable ? null : EMPTY[rule.check.kind]);
  return { name, required, fallback: fallback ?? null, ...rule };
}

/** The value of a missing list or dictionary, if the document has no default. */
const EMPTY: { readonly [K in FieldCheck['kind']]?: unknown } = { list: [], dict: {} };

function fieldsOf(document: SchemaDocument, schema: Schema): ObjectRules {
  return Object.entries(schema.properties ?? {}).map(([name, property]) =>
    fieldRule(document, name, property, schema.required?.includes(name) ?? false),
  );
}

/** The rules of a component of the document. Throws if it has a schema without a known rule. */
export function rulesOf(document: SchemaDocument, name: string): ObjectRules {
  return fieldsOf(document, resolve(document, { $ref: `#/components/schemas/${name}` }));
}
