/**
 * Validation rules derived from the published schemas, so that constraints are written once: in the document,
 * which a test compares with the zod declarations.
 */
import type { Fault } from './errors.ts';
import type { WireSwitches } from './switches.ts';

/** A fault with the path from the checked value, and the value there. */
export interface LocatedFault {
  readonly fault: Fault;
  readonly path: readonly (string | number)[];
  readonly input: unknown;
}

/** The result of a check: the converted value, or all faults. */
export type ValidationResult =
  | { readonly value: unknown; readonly faults?: undefined }
  | { readonly faults: readonly LocatedFault[] };

/** The type check of a value. */
export type FieldCheck =
  | {
      readonly kind: 'string';
      readonly minLength?: number;
      readonly maxLength?: number;
      /** The pattern, and its text as published. */
      readonly pattern?: { test(text: string): boolean };
      readonly patternText?: string;
    }
  | { readonly kind: 'uuid' }
  | {
      readonly kind: 'literal';
      readonly values: readonly string[];
      /** Whether the values are those of a named class; its errors have another type. */
      readonly isClass?: boolean;
    }
  | OtherCheck;

/** The check of any other kind. */
export interface OtherCheck {
  readonly kind: 'any' | 'boolean' | 'date' | 'dict' | 'email' | 'list' | 'model' | 'number';
  /** Checks a value that is not null, or null where null is not allowed. */
  check(value: unknown, pydantic: WireSwitches['pydantic']): ValidationResult;
}

/**
 * Derives the check of any other kind from its schema; undefined if none is known. They are in `kinds.ts`, which is
 * loaded with the first document that needs them.
 */
export type OtherKinds = (schema: Schema, source: RuleSource) => OtherCheck | undefined;

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

/** The parts of a schema that rules are derived from. */
export interface Schema {
  readonly $ref?: string;
  readonly title?: string;
  readonly type?: string;
  readonly format?: string;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly default?: unknown;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** What rules are derived from: the schemas of an OpenAPI document, and the kinds that they may need. */
export interface RuleSource {
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
  /** Default: text, UUID and literal only. */
  readonly otherKinds?: OtherKinds;
  /** Compiles a pattern. Default: as JavaScript does, which may backtrack. */
  readonly compile?: (pattern: string) => { test(text: string): boolean };
}

function resolve(source: RuleSource, schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const name = schema.$ref.replace('#/components/schemas/', '');
  const found = source.components.schemas[name];
  if (found === undefined) throw new Error(`the document has no schema ${schema.$ref}`);
  return resolve(source, found);
}

/** The given keys of an object, without undefined ones. */
export function pick<T extends object, K extends keyof T>(from: T, ...keys: K[]): Pick<T, K> {
  return Object.fromEntries(
    keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]]),
  ) as Pick<T, K>;
}

function checkOf(source: RuleSource, reference: Schema): FieldCheck {
  const schema = resolve(source, reference);
  const values = schema.const === undefined ? schema.enum : [schema.const];
  if (values !== undefined) {
    // A class has a name of its own; an alias of literals has none.
    const isClass = schema !== reference && schema.title !== undefined;
    return { kind: 'literal', values, ...(isClass && { isClass }) };
  }
  if (schema.type === 'string' && schema.format === 'uuid') return { kind: 'uuid' };
  if (schema.type === 'string' && schema.format === undefined) {
    return {
      kind: 'string',
      ...pick(schema, 'minLength', 'maxLength'),
      ...(schema.pattern !== undefined && {
        pattern: source.compile?.(schema.pattern) ?? new RegExp(schema.pattern),
        patternText: schema.pattern,
      }),
    };
  }
  const check = source.otherKinds?.(schema, source);
  if (check === undefined) {
    throw new Error(`no rule is known for the schema ${JSON.stringify(schema)}`);
  }
  return check;
}

/** The rule of a value. `what` names it in the error message. */
export function ruleOf(source: RuleSource, schema: object, what: string): ValueRule {
  const { anyOf = [schema] } = schema as Schema;
  const options: readonly Schema[] = anyOf;
  const [only, ...others] = options.filter((option) => option.type !== 'null');
  if (only === undefined || others.length > 0) {
    throw new Error(`no rule is known for the union ${what}`);
  }
  return { nullable: options.length > 1, check: checkOf(source, only) };
}

/** The rule of a field or parameter. */
export function fieldRule(
  source: RuleSource,
  name: string,
  schema: object,
  required: boolean,
): FieldRule {
  const rule = ruleOf(source, schema, name);
  const fallback = (schema as Schema).default ?? (rule.nullable ? null : EMPTY[rule.check.kind]);
  return { name, required, fallback: fallback ?? null, ...rule };
}

/** The value of a missing list or dictionary, if the document has no default. */
const EMPTY: { readonly [K in FieldCheck['kind']]?: unknown } = { list: [], dict: {} };

/** The rules of an object's fields. */
export function fieldsOf(source: RuleSource, schema: Schema): ObjectRules {
  return Object.entries(schema.properties ?? {}).map(([name, property]) =>
    fieldRule(source, name, property, schema.required?.includes(name) ?? false),
  );
}

/** The rules of a component of the document. Throws if it has a schema without a known rule. */
export function rulesOf(source: RuleSource, name: string): ObjectRules {
  return fieldsOf(source, resolve(source, { $ref: `#/components/schemas/${name}` }));
}
