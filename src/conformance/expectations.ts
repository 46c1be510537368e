/** The words that expectations are made of. */
import type { z } from '@hono/zod-openapi';
import { HTTPValidationError } from '../contract/sessions/session-schemas.ts';
import type { Expectation, Reply } from './check.ts';

/** How many differences of one body are named. */
const NAMED = 3;

function detailOf({ json }: Reply): unknown {
  const object = typeof json === 'object' && json !== null && !Array.isArray(json);
  return object && 'detail' in json ? json.detail : undefined;
}

/** Where and what, of every entry of a 422; undefined when it is not in the published form. */
function issuesOf({ json }: Reply): string[] | undefined {
  return HTTPValidationError.safeParse(json).data?.detail?.map(
    ({ type, loc }) => `${type} at ${JSON.stringify(loc)}`,
  );
}

/** An unexpected answer in short. A success is not quoted: it may tell of people. */
function describe(reply: Reply): string {
  const { status, headers, text } = reply;
  if (status >= 300 && status < 400) return `${status} to ${headers.get('location')}`;
  if (status < 400) return `${status}`;
  const detail = detailOf(reply);
  const said = typeof detail === 'string' ? JSON.stringify(detail) : issuesOf(reply)?.join(', ');
  return `${status} ${said ?? text}`.trim();
}

/** A JSON answer of a status. When the status is another, nothing more is said of it. */
export function answer(status: number, ...parts: readonly Expectation[]): Expectation {
  return {
    says: [`${status}`, ...parts.map(({ says }) => says)].join(', '),
    differences(reply) {
      if (reply.status !== status) return [describe(reply)];
      const type = reply.headers.get('content-type');
      const found = parts.flatMap((part) => part.differences(reply));
      const isJson = type?.split(';')[0]?.trim().toLowerCase() === 'application/json';
      if (!isJson) found.unshift(`content-type ${type ?? 'missing'}, not application/json`);
      return found.length === 0 ? [] : [`${status}`, ...found];
    },
  };
}

/** One answer, or another that is right as well. A difference is told from the first. */
export function either(first: Expectation, second: Expectation): Expectation {
  return {
    says: `${first.says}; or ${second.says}`,
    differences(reply) {
      return second.differences(reply).length === 0 ? [] : first.differences(reply);
    },
  };
}

/** A header that has to be there, and to fit. */
export function header(name: string, value: string, fits: RegExp): Expectation {
  return {
    says: `${name}: ${value}`,
    differences({ headers }) {
      const found = headers.get(name);
      if (found === null) return [`no ${name}`];
      return fits.test(found) ? [] : [`${name}: ${found}`];
    },
  };
}

/** A body of a published schema, and what has to hold of its value besides. */
export function body<T>(
  says: string,
  schema: z.ZodType<T>,
  more: (value: T) => readonly string[] = () => [],
): Expectation {
  return {
    says,
    differences({ json }) {
      if (json === undefined) return ['the body is no JSON'];
      const parsed = schema.safeParse(json);
      if (parsed.success) return more(parsed.data);
      // Zod names what is wrong with a value, never the value.
      const { issues } = parsed.error;
      const named = issues
        .slice(0, NAMED)
        .map(({ path, message }) => `${['body', ...path].join('.')}: ${message}`);
      return issues.length > NAMED ? [...named, `and ${issues.length - NAMED} more`] : named;
    },
  };
}

/** The envelope of an error with a text: this one, or any. */
export function detail(text?: string): Expectation {
  return {
    says: `{"detail":${text === undefined ? '"…"' : JSON.stringify(text)}}`,
    differences(reply) {
      const found = detailOf(reply);
      if (typeof found !== 'string') return [`no {"detail": text}: ${reply.text}`];
      return text === undefined || found === text ? [] : [`detail ${JSON.stringify(found)}`];
    },
  };
}

/** An issue of a 422: its type and its place. */
export type Issue = readonly [type: string, ...loc: (string | number)[]];

/** The body of a 422 with exactly these issues, in this order. */
export function issues(...wanted: readonly Issue[]): Expectation {
  const says = wanted.map(([type, ...loc]) => `${type} at ${JSON.stringify(loc)}`).join(', ');
  return {
    says,
    differences(reply) {
      const schema = body('', HTTPValidationError).differences(reply);
      if (schema.length > 0) return schema;
      const found = issuesOf(reply);
      if (found === undefined) return [`no {"detail": […]}: ${reply.text}`];
      return found.join(', ') === says ? [] : [found.join(', ') || 'an empty detail'];
    },
  };
}
