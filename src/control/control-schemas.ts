/** Shared parts of the control plane's routes: app, errors, small schemas. */
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import { pathOf } from '../fixtures/zod-path.ts';
import type { Journal } from '../observe/journal.ts';
import type { OpenStreams } from '../observe/open-streams.ts';
import type { OperationName } from '../world/model/operation-names.ts';
import { type Full, fullText } from '../world/model/results.ts';
import type { World } from '../world/world.ts';

/** What the control plane works on. */
export interface ControlParts {
  readonly world: World;
  readonly journal: Journal;
  readonly version: string;
  /** Names of the operations to which a fault can apply. */
  readonly operations: readonly OperationName[];
  /** Those of them that are only shaped from the user's document. Default: none. */
  readonly shapedNames?: readonly OperationName[];
  /** Whether the API accepts known keys only. Default: false. */
  readonly checksKeys?: boolean;
  /** Open event streams and waits. They end when the emulator closes. */
  readonly streams: OpenStreams;
}

/** An error in the contract's envelope. */
export const ErrorBody = z.object({ detail: z.unknown() }).openapi('Error');

/** One entry of a 422: what is wrong, and where. */
const Issue = z.object({
  type: z.string(),
  loc: z.array(z.union([z.string(), z.number()])),
  msg: z.string(),
});
/** The body of a 422. */
export const InvalidBody = z.object({ detail: z.array(Issue) }).openapi('Invalid');

/** A Hono app whose validation errors are 422 in the contract's envelope. */
export function controlApp(): OpenAPIHono {
  const app = new OpenAPIHono({
    defaultHook(result, c) {
      if (result.success) return undefined;
      const where =
        result.target === 'json' ? 'body' : result.target === 'param' ? 'path' : 'query';
      const detail = result.error.issues.map(({ code, path, message }) => ({
        type: code,
        loc: [where, ...pathOf({ path })],
        msg: message,
      }));
      return c.json({ detail }, 422);
    },
  });
  app.onError((error, c) => {
    if (!(error instanceof HTTPException) || error.status !== 400) throw error;
    const detail = [{ type: 'json_invalid', loc: ['body'], msg: error.message }];
    return c.json({ detail }, 422);
  });
  return app;
}

/** A UUID, converted to lower case. */
export const Uuid = z.guid().toLowerCase().openapi({ format: 'uuid' });
/** A time in the contract's format. */
export const Time = z.string().openapi({ example: '2026-03-01T09:30:00.123456+00:00' });

/** The path of a workspace. */
export const WorkspaceParams = z.object({ ws: Uuid });
/** The path of a call. */
export const CallParams = WorkspaceParams.extend({ call_sid: z.string() });

/** A JSON body or response of a route. */
export const json = <T extends z.ZodType>(schema: T, description = 'OK') => ({
  description,
  content: { 'application/json': { schema } },
});
/** A JSON request body; default: required. An `example` is for a schema that is declared elsewhere. */
export const body = <T extends z.ZodType>(schema: T, required = true, example?: unknown) => ({
  required,
  content: { 'application/json': { schema, ...(example !== undefined && { example }) } },
});
/** The error responses that most routes have. */
export const errors = {
  404: json(ErrorBody, 'Not found'),
  422: json(InvalidBody, 'The request is invalid; each entry names the place and the problem'),
};

/** What a document says of a route. */
interface RouteTexts {
  readonly tags: string[];
  /** Its name for generated clients: unique, in snake_case as all names of the control plane. */
  readonly operationId: string;
  readonly summary: string;
}
/** A route that reads: 200 with a body of a schema. */
export const reading = <P extends string, I extends z.ZodObject, S extends z.ZodType>(
  path: P,
  params: I,
  schema: S,
  texts: RouteTexts,
) =>
  createRoute({
    method: 'get',
    path,
    ...texts,
    request: { params },
    responses: { 200: json(schema), ...errors },
  });
/** A route that removes: 204 without a body. */
export const removing = <P extends string, I extends z.ZodObject>(
  path: P,
  params: I,
  texts: RouteTexts,
) =>
  createRoute({
    method: 'delete',
    path,
    ...texts,
    request: { params },
    responses: { 204: { description: 'Removed' }, ...errors },
  });
/** The body of a 404. */
export const missing = (what: string) => ({ detail: `${what} not found.` });
/** The body of a 422 for a limit that is reached. */
export const noRoom = (reached: Full) => invalid([], fullText(reached));
/** The body of a 422 for one invalid value. */
export const invalid = (loc: readonly (string | number)[], msg: string) => ({
  detail: [{ type: 'value_error', loc: ['body', ...loc], msg }],
});
