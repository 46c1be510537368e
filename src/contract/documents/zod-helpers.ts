/** The words that the contract's zod declarations have in common. */
import { z } from '@hono/zod-openapi';

/** A UUID in any form that the framework takes. */
export const uuid = (title: string) => z.guid().openapi({ format: 'uuid', title });

/** A value or null, as Pydantic writes it: `anyOf`. */
export const nullable = <T extends z.ZodType>(schema: T) => z.union([schema, z.null()]);

/** JSON Schema's `const`, which the generator writes but does not know by name. */
export const constant = (value: string | number): object => ({
  type: typeof value === 'string' ? 'string' : 'integer',
  const: value,
});

/** A field that says a title and a description besides. */
export const described = (title: string, description?: string) =>
  description === undefined ? { title } : { title, description };

/** An object of anything. */
export const anything = () =>
  z.record(z.string(), z.unknown()).openapi({ type: 'object', additionalProperties: true });

/** An integer, without the bounds of JavaScript's. */
export const integer = () => z.number().int();

/** `X | None`, absent by default, under a title. */
export const optional = <T extends z.ZodType>(schema: T, title: string, description?: string) =>
  nullable(schema).optional().openapi(described(title, description));
