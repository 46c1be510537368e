/** The words that the schemas of fixtures, snapshots and the control plane are written in. */
import { z } from 'zod';
import { isText, type NumberRange, ranges, someTextRule, textRule, tooDeep } from './checks.ts';
import { limits } from './limits.ts';

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

const depthRule = `JSON of at most ${limits.jsonDepth} levels`;

/** A text that says something. */
export const someText = () =>
  z
    .string()
    .min(1)
    .max(limits.textLength)
    .refine((text) => isText(text), someTextRule);
/** A text, which may be empty. */
export const anyText = () =>
  z
    .string()
    .max(limits.textLength)
    .refine((text) => isText(text), textRule);

/** Any JSON that is not nested too deep. */
export const anyJson = () => z.unknown().refine((value) => tooDeep(value) === undefined, depthRule);
/** Any JSON object that is not nested too deep. */
export const anyObject = () =>
  z.record(z.string(), z.unknown()).refine((value) => tooDeep(value) === undefined, depthRule);

/** A number of a range of `checks.ts`. */
export function number({ least, most, whole, more }: NumberRange) {
  const kind = whole ? z.int() : z.number();
  return (more ? kind.gt(least) : kind.min(least)).max(most);
}

/** A text that says something, with its description. */
export const text = (description: string) => someText().describe(description);
/** A text that may be empty, with its description. */
export const words = (description: string) => anyText().describe(description);
/** A time span in seconds, with its description. */
export const seconds = (description: string) => number(ranges.seconds).describe(description);
