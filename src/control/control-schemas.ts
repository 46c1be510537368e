/** What the resources of the control plane share: their kind of app, their errors, their small schemas. */
import { OpenAPIHono, z } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import type { Journal } from '../observe/journal.ts';
import type { OpenStreams } from '../observe/open-streams.ts';
import { type Full, fullText } from '../world/model/results.ts';
import type { World } from '../world/world.ts';

/** What the control plane controls. */
export interface ControlParts {
  readonly world: World;
  readonly journal: Journal;
  readonly version: string;
  /** The names of the contract's operations, which a fault can be about. */
  readonly operations: readonly string[];
  /** Whether everything is loaded and listening. */
  readonly ready: () => boolean;
  /** The event streams and waits that are open. They end when the emulator closes. */
  readonly streams: OpenStreams;
}

/** An error in the contract's own envelope. */
export const ErrorBody = z.object({ detail: z.unknown() }).openapi('Error');

/** A 422 that says what was wrong, and where. */
const Issue = z.object({
  type: z.string(),
  loc: z.array(z.union([z.string(), z.number()])),
  msg: z.string(),
});
/** The body of a 422. */
export const InvalidBody = z.object({ detail: z.array(Issue) }).openapi('Invalid');

/** An app of the control plane: a bad request is a 422 in the contract's envelope. */
export function controlApp(): OpenAPIHono {
  const app = new OpenAPIHono({
    defaultHook(result, c) {
      if (result.success) return undefined;
      const where =
        result.target === 'json' ? 'body' : result.target === 'param' ? 'path' : 'query';
      const detail = result.error.issues.map(({ code, path, message }) => ({
        type: code,
        loc: [where, ...(path as (string | number)[])],
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

/** A UUID as it is kept. */
export const Uuid = z.guid().toLowerCase().openapi({ format: 'uuid' });
/** Times as the contract writes them. */
export const Time = z.string().openapi({ example: '2026-03-01T09:30:00.123456+00:00' });

/** The path of a workspace. */
export const WorkspaceParams = z.object({ ws: Uuid });
/** The path of a call. */
export const CallParams = WorkspaceParams.extend({ call_sid: z.string() });

/** A JSON body or answer of a route. */
export const json = <T extends z.ZodType>(schema: T, description = 'Done') => ({
  description,
  content: { 'application/json': { schema } },
});
/** A request body; `required: false` lets it be left out. */
export const body = <T extends z.ZodType>(schema: T, required = true) => ({
  required,
  content: { 'application/json': { schema } },
});
/** The answers of a route that can go wrong. */
export const errors = {
  404: json(ErrorBody, 'There is no such thing'),
  422: json(InvalidBody, 'The request is wrong; each entry says where'),
};
/** The answer of a removal, without a body. */
export const removed = { description: 'Removed' };
/** The thing that is not there. */
export const missing = (what: string) => ({ detail: `${what} not found.` });
/** A limit that is reached, as an issue. */
export const noRoom = (reached: Full) => invalid([], fullText(reached));
/** A value that cannot be taken, as an issue. */
export const invalid = (loc: readonly (string | number)[], msg: string) => ({
  detail: [{ type: 'value_error', loc: ['body', ...loc], msg }],
});
