/**
 * Declares the fields of a resource: what each accepts, its default, and its description. One table serves every
 * entry point: the typed API checks its options with it (`input.ts`), and the schemas of fixtures, of the control
 * plane and of snapshots are built from it (`fixtures/field-schemas.ts`).
 */
import { type NumberRange, ranges } from './checks.ts';
import { limits } from './limits.ts';

/** What a field accepts. */
export type Shape =
  | {
      readonly kind: 'text';
      readonly least: number;
      readonly most: number;
      readonly pattern?: { readonly form: RegExp; readonly words: string };
      /** A secret is not shown in messages. */
      readonly isSecret?: true;
    }
  | { readonly kind: 'number'; readonly range: NumberRange }
  | { readonly kind: 'word'; readonly words: readonly string[] }
  | { readonly kind: 'list'; readonly of: Field; readonly most: number }
  | { readonly kind: 'record'; readonly fields: AnyFields }
  /** One of several; `expected` says which, for error messages. */
  | { readonly kind: 'either'; readonly of: readonly Field[]; readonly expected: string }
  | { readonly kind: 'uuid' | 'flag' | 'json' | 'object' };

/** One field. */
export interface Field<out T = unknown> {
  readonly shape: Shape;
  /** For the schemas that people read; without the default. */
  readonly about: string;
  readonly isNullable?: true;
  readonly isRequired?: true;
  /** Used when the field is left out, and how a description names it. */
  readonly default?: { readonly value: unknown; readonly words: string };
  /** Its name in JSON, where that is not its name in snake_case. */
  readonly jsonName?: string;
  /** For the type checker only: never set. */
  readonly type?: T;
}

/** Fields by name. */
export type AnyFields = Readonly<Record<string, Field>>;

/** The fields of a type: one for each of its properties. */
export type Fields<T> = {
  readonly [K in keyof T]-?: Field<Exclude<T[K], undefined>>;
};

/** A text; may be empty. `most`: maximum number of characters. */
export const text = (about = '', most: number = limits.textLength): Field<string> => ({
  shape: { kind: 'text', least: 0, most },
  about,
});

/** A text that is not empty, of a type that another check narrows. `most`: maximum number of characters. */
export const someText = <T extends string = string>(
  about = '',
  most: number = limits.textLength,
): Field<T> => ({
  shape: { kind: 'text', least: 1, most },
  about,
});

/** A text that is not empty and is never shown in messages. */
export const secret = (about = ''): Field<string> => ({
  shape: { kind: 'text', least: 1, most: limits.textLength, isSecret: true },
  about,
});

/** A text of a form. `words` describes the form in messages. */
export const formed = (
  form: RegExp,
  { least, most, words }: { least: number; most: number; words: string },
  about = '',
): Field<string> => ({ shape: { kind: 'text', least, most, pattern: { form, words } }, about });

/** A number in a range. */
export const number = (range: NumberRange, about = ''): Field<number> => ({
  shape: { kind: 'number', range },
  about,
});

/** A time span in seconds. */
export const seconds = (about = ''): Field<number> => number(ranges.seconds, about);

/** A UUID. It is converted to lower case. */
export const uuid = (about = ''): Field<string> => ({ shape: { kind: 'uuid' }, about });

/** True or false. */
export const flag = (about = ''): Field<boolean> => ({ shape: { kind: 'flag' }, about });

/** One of some words. */
export const word = <const W extends string>(words: readonly W[], about = ''): Field<W> => ({
  shape: { kind: 'word', words },
  about,
});

/** Any JSON, up to the limit of nesting. */
export const json = (about = ''): Field<unknown> => ({ shape: { kind: 'json' }, about });

/** Any JSON object, up to the limit of nesting. */
export const object = (about = ''): Field<Readonly<Record<string, unknown>>> => ({
  shape: { kind: 'object' },
  about,
});

/** A list of at most `most` items. */
export const list = <T>(of: Field<T>, most: number, about = ''): Field<readonly T[]> => ({
  shape: { kind: 'list', of, most },
  about,
});

/** An object with the given fields. */
export const record = <T>(fields: Fields<T>, about = ''): Field<T> => ({
  shape: { kind: 'record', fields: fields as AnyFields },
  about,
});

/** One of several. `expected` says which, for error messages. */
export const either = <const A extends readonly Field[]>(
  of: A,
  expected: string,
  about = '',
): Field<A[number] extends Field<infer T> ? T : never> => ({
  shape: { kind: 'either', of, expected },
  about,
});

/** The field, or null. */
export const nullable = <T>(field: Field<T>): Field<T | null> => ({ ...field, isNullable: true });

/** The field, which must not be left out. */
export function required<T>({ default: _, ...field }: Field<T>): Field<T> {
  return { ...field, isRequired: true };
}

/** The field with the value that it has when it is left out. `words`: the default in words. */
export const withDefault = <T>(field: Field<T>, value: T, words = String(value)): Field<T> => ({
  ...field,
  default: { value, words },
});

/** The field with another name in JSON than its own in snake_case. */
export const inJson = <T>(jsonName: string, field: Field<T>): Field<T> => ({ ...field, jsonName });

/** The name of a field in JSON. */
export function jsonNameOf(name: string, { jsonName }: Field): string {
  return jsonName ?? name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}

/** How a field is called in a value: its own name, or its name in JSON. */
export type NameOf = (name: string, field: Field) => string;

/** The names of the typed API. */
export const ownName: NameOf = (name) => name;

/** Whether a value is an object that is not a list. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a value has the type of a field, so that it is the one of several that is meant. */
function isMeant({ shape }: Field, value: unknown, nameOf: NameOf): boolean {
  switch (shape.kind) {
    case 'number':
      return typeof value === 'number';
    case 'list':
      return Array.isArray(value);
    case 'record': {
      if (!isObject(value)) return false;
      const names = Object.entries(shape.fields).map(([name, field]) => nameOf(name, field));
      const given = Object.keys(value).filter((name) => value[name] !== undefined);
      return given.length === names.length && names.every((name) => given.includes(name));
    }
    default:
      return typeof value === 'string';
  }
}

/** The field of several that a value is meant for; undefined if there is none. */
export const meant = (of: readonly Field[], value: unknown, nameOf: NameOf): Field | undefined =>
  of.find((one) => isMeant(one, value, nameOf));
