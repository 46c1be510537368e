/** The operations besides the sessions, and what their documents say of responses. A server may lack any of them. */
import companions from '../../openapi.companions.json' with { type: 'json' };
import neighbours from '../../openapi.neighbours.json' with { type: 'json' };
import { isObject, objectOf, type Raw } from '../contract/shaped/json-schema.ts';
import type { Expectation, Reply } from './check.ts';
import { detailOf, response, responseOf, some } from './expectations.ts';
import { schemaDifferences } from './schema-differences.ts';

/** An operation of a document. */
export interface PublishedOperation {
  readonly document: Raw;
  readonly path: string;
  readonly parameters: readonly Raw[];
  readonly responses: Raw;
}

/** Finds an operation. Throws if no document has it. */
export function operation(method: string, path: string): PublishedOperation {
  const found = operationsOf(method).find((one) => one.path === path);
  if (found === undefined) throw new Error(`no document has ${method} ${path}`);
  return found;
}

/** The operations with a method, in the order of their documents. */
export function operationsOf(method: string): PublishedOperation[] {
  return [neighbours, companions].flatMap((document: Raw) =>
    Object.entries(objectOf(document.paths)).flatMap(([path, methods]) => {
      const found = objectOf(methods)[method.toLowerCase()];
      if (!isObject(found)) return [];
      const parameters = Array.isArray(found.parameters) ? found.parameters.filter(isObject) : [];
      return [{ document, path, parameters, responses: objectOf(found.responses) }];
    }),
  );
}

/** The schema of a response of a content type; undefined if there is none. */
function schemaOf({ responses }: PublishedOperation, status: number, type: string): unknown {
  const content = objectOf(objectOf(responses[status]).content);
  return content[type] === undefined ? undefined : objectOf(content[type]).schema;
}

/** Whether an operation responds with an event stream. */
export const isStream = (one: PublishedOperation): boolean =>
  schemaOf(one, 200, 'text/event-stream') !== undefined;

/** A JSON response of a published schema. `more` has further conditions, and sees each value, also one that differs. */
export function published(
  one: PublishedOperation,
  status: number,
  more: (value: Raw) => readonly string[] = () => [],
): Expectation {
  const schema = schemaOf(one, status, 'application/json');
  return response(status, {
    says: 'a body as published',
    differences({ json }) {
      if (json === undefined) return ['the body is not JSON'];
      const found = schemaDifferences(one.document, schema, json);
      const further = more(objectOf(json));
      return found.length > 0 ? some(found) : further;
    },
  });
}

/** An event stream whose frames are as published; `last` has further conditions on the last one. */
export function publishedStream(
  one: PublishedOperation,
  last: (frame: Raw) => readonly string[],
): Expectation {
  const schema = schemaOf(one, 200, 'text/event-stream');
  const frames: Expectation = {
    says: 'frames as published',
    differences({ text }) {
      const found = framesOf(text);
      const wrong = found.flatMap((frame, i) =>
        frame === undefined
          ? [`frame ${i}: not JSON`]
          : schemaDifferences(one.document, schema, frame, `frame ${i}`),
      );
      return wrong.length > 0 ? some(wrong) : last(objectOf(found.at(-1)));
    },
  };
  return responseOf(200, 'text/event-stream', [frames]);
}

/** The data of the frames of an event stream. */
function framesOf(text: string): unknown[] {
  const data = [...text.matchAll(/^data: ?(.*)$/gm)];
  return data.map(([, json = '']) => parse(json));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A response without a body. */
export const noContent: Expectation = {
  says: '204',
  differences: (reply) => (reply.status === 204 ? [] : response(204).differences(reply)),
};

/** Why a reply says nothing about an operation that a server may lack, or the key may not use; undefined if it does. */
export function whyAbsent(reply: Reply): string | undefined {
  const { status } = reply;
  if (status === 403) return 'the key may not do this';
  const detail = detailOf(reply);
  // An operation names what was not found, the framework does not; a proxy sends no detail.
  const isNoRoute = status === 404 && (typeof detail !== 'string' || detail === 'Not Found');
  return isNoRoute || status === 405 ? 'the server does not have this operation' : undefined;
}
