/** Building blocks of expectations. */
import type { z } from '@hono/zod-openapi';
import { HTTPValidationError } from '../contract/sessions/session-schemas.ts';
import type { Expectation, Reply } from './check.ts';

/** Maximum number of differences that are reported for one body. */
const NAMED = 3;

/** The `detail` of an error; undefined if it has none. */
export function detailOf({ json }: Reply): unknown {
  const object = typeof json === 'object' && json !== null && !Array.isArray(json);
  return object && 'detail' in json ? json.detail : undefined;
}

/** Type and place of every entry of a 422; undefined if it is not in the published format. */
function issuesOf({ json }: Reply): string[] | undefined {
  return HTTPValidationError.safeParse(json).data?.detail?.map(
    ({ type, loc }) => `${type} at ${JSON.stringify(loc)}`,
  );
}

/** An unexpected response in short. The body of a success is not quoted: it may hold personal data. */
function describe(reply: Reply): string {
  const { status, headers, text } = reply;
  if (status >= 300 && status < 400) return `${status} to ${headers.get('location')}`;
  if (status < 400) return `${status}`;
  const detail = detailOf(reply);
  const said = typeof detail === 'string' ? JSON.stringify(detail) : issuesOf(reply)?.join(', ');
  return `${status} ${said ?? text}`.trim();
}

/** The first of some differences, and how many more there are. */
export function some(found: readonly string[]): string[] {
  const named = found.slice(0, NAMED);
  return found.length > NAMED ? [...named, `and ${found.length - NAMED} more`] : named;
}

/** One line if a field has another value than expected. */
export function other(field: string, found: string, wanted: string): string[] {
  return found === wanted ? [] : [`${field} ${found}, not ${wanted}`];
}

/** A JSON response with a status. If the status differs, only that is reported. */
export const response = (status: number, ...parts: readonly Expectation[]): Expectation =>
  responseOf(status, 'application/json', parts);

/** A response with a status and a content type. */
export function responseOf(
  status: number,
  wanted: string,
  parts: readonly Expectation[],
): Expectation {
  return {
    says: [`${status}`, ...parts.map(({ says }) => says)].join(', '),
    differences(reply) {
      if (reply.status !== status) return [describe(reply)];
      const type = reply.headers.get('content-type');
      const found = parts.flatMap((part) => part.differences(reply));
      const isOfType = type?.split(';')[0]?.trim().toLowerCase() === wanted;
      if (!isOfType) found.unshift(`content-type ${type ?? 'missing'}, not ${wanted}`);
      return found.length === 0 ? [] : [`${status}`, ...found];
    },
  };
}

/** One of two valid responses. Differences are reported against the first. */
export function either(first: Expectation, second: Expectation): Expectation {
  return {
    says: `${first.says}; or ${second.says}`,
    differences(reply) {
      return second.differences(reply).length === 0 ? [] : first.differences(reply);
    },
  };
}

/** A header that must be present and match. */
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

/** A body with a published schema, and further conditions on its value. */
export function body<T>(
  says: string,
  schema: z.ZodType<T>,
  more: (value: T) => readonly string[] = () => [],
): Expectation {
  return {
    says,
    differences({ json }) {
      if (json === undefined) return ['the body is not JSON'];
      const parsed = schema.safeParse(json);
      if (parsed.success) return more(parsed.data);
      // Zod reports what is wrong with a value, never the value itself.
      const { issues } = parsed.error;
      return some(issues.map(({ path, message }) => `${['body', ...path].join('.')}: ${message}`));
    },
  };
}

/** An error envelope with a text: the given one, or any. */
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

/** An issue of a 422: its type and its location. */
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
