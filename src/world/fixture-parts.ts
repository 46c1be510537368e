/** The words that the fixture's schema is written in. */
import { z } from 'zod';

/** A strict object whose refusal of an unknown field names the known ones. */
export function record<S extends z.ZodRawShape>(shape: S, description: string) {
  const fields = `one of the fields ${Object.keys(shape).join(', ')}`;
  return z
    .strictObject(shape, {
      error: (issue) => (issue.code === 'unrecognized_keys' ? fields : undefined),
    })
    .describe(description);
}

/** An id, kept in lower case. */
export const uuid = (description: string) => z.guid().toLowerCase().describe(description);
/** A text that says something. */
export const text = (description: string) => z.string().min(1).describe(description);
/** A time span. */
export const seconds = (description: string) => z.number().min(0).describe(description);
