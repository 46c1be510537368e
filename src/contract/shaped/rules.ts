/**
 * The validation rules of a shaped operation's requests. Schemas are reduced to what rules are known for; where none is
 * known, anything is accepted.
 */
import type { InputRules } from '../documents/documents.ts';
import { otherKinds } from '../pydantic/kinds.ts';
import {
  type FieldRule,
  fieldRule,
  fieldsOf,
  type ObjectRules,
  type RuleSource,
  type Schema,
} from '../pydantic/rules.ts';
import {
  alternatives,
  compilePattern,
  isObject,
  listOf,
  numberOf,
  objectOf,
  type Raw,
  resolve,
  textOf,
  typeOf,
} from './json-schema.ts';

/** The formats of texts that are checked; all others are any text. */
const FORMATS = ['uuid', 'date', 'date-time', 'email'];
/** How deep the fields of a body are checked: references may go round in a circle. */
const DEEPEST = 6;

const ANYTHING: Schema = {};

function numbers(option: Raw, ...names: readonly (keyof Schema & string)[]): Schema {
  return Object.fromEntries(
    names.map((name) => [name, numberOf(option, name)]).filter(([, value]) => value !== undefined),
  );
}

/** A reader of the document's schemas, and what they refer to. */
function createReader(document: Raw, withDefaults: boolean) {
  const classes: Record<string, object> = {};
  const source: RuleSource = {
    components: { schemas: classes },
    otherKinds,
    compile: (pattern) => compilePattern(pattern) ?? { test: () => true },
  };

  function literal(given: unknown, option: Raw): Schema {
    const values = option.const === undefined ? listOf(option.enum) : [option.const];
    const texts = values.filter((one) => typeof one === 'string');
    if (texts.length < values.length) return ANYTHING;
    const title = textOf(option, 'title');
    const name = textOf(objectOf(given), '$ref')?.split('/').at(-1);
    if (name === undefined) return { enum: texts };
    // A class: its errors have another type.
    classes[name] = { enum: texts, ...(title !== undefined && { title }) };
    return { $ref: `#/components/schemas/${name}` };
  }

  function known(given: unknown, option: Raw, depth: number): Schema {
    if (option.const !== undefined || Array.isArray(option.enum)) return literal(given, option);
    const type = typeOf(option);
    switch (type) {
      case 'string': {
        const format = textOf(option, 'format');
        if (format !== undefined && FORMATS.includes(format)) return { type, format };
        const pattern = textOf(option, 'pattern');
        const isChecked = pattern !== undefined && compilePattern(pattern) !== undefined;
        const lengths = numbers(option, 'minLength', 'maxLength');
        return { type, ...lengths, ...(isChecked && { pattern }) };
      }
      case 'integer':
      case 'number':
        return {
          type,
          ...numbers(option, 'minimum', 'exclusiveMinimum', 'maximum', 'exclusiveMaximum'),
        };
      case 'boolean':
        return { type };
      case 'array':
        return {
          type,
          items: option.items === undefined ? ANYTHING : reduced(option.items, depth + 1),
          ...numbers(option, 'minItems', 'maxItems'),
        };
      case 'object':
        return isObject(option.properties)
          ? model(option, depth)
          : { type, ...numbers(option, 'maxProperties') };
      default:
        return ANYTHING;
    }
  }

  function model(option: Raw, depth: number): Schema {
    const properties = Object.entries(objectOf(option.properties)).map(
      ([name, property]) => [name, reduced(property, depth + 1)] as const,
    );
    return {
      type: 'object',
      properties: Object.fromEntries(properties),
      required: listOf(option.required).filter((one) => typeof one === 'string'),
    };
  }

  /** A schema, reduced to what rules are known for. */
  function reduced(given: unknown, depth: number): Schema {
    if (depth > DEEPEST) return ANYTHING;
    const { options } = alternatives(document, given);
    const real = options.filter((one) => one.type !== 'null');
    const [only, ...others] = real;
    const { default: fallback } = resolve(document, given);
    const filled = fallback === undefined ? {} : { default: fallback };
    if (only === undefined || others.length > 0) return filled;
    // A class behind `anyOf` is a class, too.
    const behind = listOf(objectOf(given).anyOf).find((one) => textOf(objectOf(one), '$ref'));
    const schema = known(behind ?? given, only, depth);
    if (real.length < options.length) return { anyOf: [schema, { type: 'null' }], ...filled };
    return { ...schema, ...filled };
  }

  /** Rules whose missing fields stay missing, unless the document has a default for them. */
  const plainly = (rule: FieldRule, schema: Schema): FieldRule => ({
    ...rule,
    fallback: withDefaults ? schema.default : undefined,
  });

  return {
    field(name: string, given: unknown, required: boolean): FieldRule {
      const schema = reduced(given, 0);
      return plainly(fieldRule(source, name, schema, required), schema);
    },
    fields(given: unknown): ObjectRules {
      const { options } = alternatives(document, given);
      const real = options.filter((one) => one.type !== 'null');
      if (real.length > 1) {
        // One of several objects: which one is not checked, but all fields are kept.
        const names = real.flatMap((one) => Object.keys(objectOf(one.properties)));
        return [...new Set(names)].map((name) =>
          plainly(fieldRule(source, name, ANYTHING, false), ANYTHING),
        );
      }
      const schema = model(real[0] ?? {}, 0);
      return fieldsOf(source, schema).map((rule) =>
        plainly(rule, schema.properties?.[rule.name] ?? ANYTHING),
      );
    },
  };
}

/** A parameter of an operation, as the document has it. */
export interface ShapedParameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: unknown;
}

/** The rules of an operation; without defaults, what a body does not have stays missing. Does not throw. */
export function shapedRules(
  document: Raw,
  parameters: readonly ShapedParameter[],
  body: unknown,
  withDefaults = true,
): InputRules {
  const reader = createReader(document, withDefaults);
  const within = (place: string): FieldRule[] =>
    parameters
      .filter((one) => one.in === place)
      .map((one) => reader.field(one.name, one.schema, one.required));
  return {
    path: within('path'),
    query: within('query'),
    body: body === undefined ? null : reader.fields(body),
  };
}
