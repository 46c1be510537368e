/** Helpers for the contract's zod declarations. */
import { z } from '@hono/zod-openapi';

/** A UUID in any form that the framework accepts. */
export const uuid = (title: string) => z.guid().openapi({ format: 'uuid', title });

/** A value or null, written as `anyOf` as Pydantic does. */
export const nullable = <T extends z.ZodType>(schema: T) => z.union([schema, z.null()]);

/** JSON Schema's `const`, which the generator passes through. */
export const constant = (value: string | number): object => ({
  type: typeof value === 'string' ? 'string' : 'integer',
  const: value,
});

/** Metadata of a field: a title, and optionally a description. */
export const described = (title: string, description?: string) =>
  description === undefined ? { title } : { title, description };

/** An object with any fields. */
export const anything = () =>
  z.record(z.string(), z.unknown()).openapi({ type: 'object', additionalProperties: true });

/** An integer, without JavaScript's bounds. */
export const integer = () => z.number().int();

/** `X | None` that may be missing, with a title. */
export const optional = <T extends z.ZodType>(schema: T, title: string, description?: string) =>
  nullable(schema).optional().openapi(described(title, description));

/** What a document says of an operation, besides what the operation itself says. It stands beside the schemas. */
export interface Published {
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly operationId: string;
  readonly params: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly success: {
    readonly status: 200 | 201 | 204;
    readonly description?: string;
    /** The schema of each media type; a schema alone is that of JSON; default: no body. */
    readonly content?: z.ZodType | Readonly<Record<string, z.ZodType>>;
  };
  /**
   * The refusals that the document lists, with what it says of each. A list of statuses: what is published is the
   * operation's `details`.
   */
  readonly refusals?: readonly number[] | Readonly<Record<number, string>>;
  /** Text of a 422 that is not the framework's; null: the document lists none. Default: the framework's. */
  readonly invalid?: string | null;
}
