/** The journal: read and verify the requests that a client sent and the responses that it got. */
import { createRoute, z } from '@hono/zod-openapi';
import { valueAt } from '../fixtures/zod-path.ts';
import { countProblem, type ExpectationProblem, patternProblem } from '../observe/expectation.ts';
import type { Journal } from '../observe/journal.ts';
import { carriable } from '../observe/json-text.ts';
import { misses, verify } from '../observe/verify.ts';
import { jsonView } from '../observe/views.ts';
import { requestInfo } from '../observe/workspace-info.ts';
import { limits } from '../world/limits.ts';
import type { JournalEntry } from '../world/model/journal.ts';
import { isoTime } from '../world/ports/clock.ts';
import {
  body,
  type ControlParts,
  controlApp,
  errors,
  json,
  removing,
  Time,
  WorkspaceParams,
} from './control-schemas.ts';

const Entry = z
  .object({
    seq: z.number(),
    at: Time,
    operation: z.string().nullable().describe('Null if no operation has that path and method.'),
    call_sid: z.string().nullable(),
    method: z.string(),
    path: z.string(),
    query: z.string().describe('What stood behind the ? of the path, without credentials.'),
    headers: z
      .record(z.string(), z.string())
      .describe('By lower-case name; those that may have a credential are [redacted].'),
    body: z
      .unknown()
      .describe(
        'JSON if the body is JSON of at most 64 levels, else text; its size if it was too long to keep; null if there is none.',
      ),
    status: z.number(),
    response: z
      .unknown()
      .describe(
        'JSON if the body is JSON, else text; the whole text of a stream; null if there is none.',
      ),
    request_id: z.string(),
    ms: z.number(),
    why: z.string().nullable(),
    fault_id: z.string().nullable(),
    connection: z.string().nullable(),
  })
  .openapi('JournalEntry');

/** An entry as JSON. */
export type JournalEntryView = z.output<typeof Entry>;

/** Limits a time to the range that `Date` can format. */
function writable(at: number): number {
  return Math.min(Math.max(at, limits.clockEarliestMs), limits.clockLatestMs) || 0;
}

function view(journal: Journal, entry: JournalEntry): JournalEntryView {
  const { seq, ms, connection } = entry;
  const { at: _, body, headers, response, ...description } = requestInfo(journal, entry);
  const at = isoTime(writable(entry.at));
  const shown = jsonView<typeof description>(description);
  return { seq, at, ...shown, headers, body, response, ms, connection };
}

const JournalPage = z
  .object({ entries: z.array(Entry), evicted: z.number() })
  .openapi('JournalPage');
const Har = z
  .object({ log: z.object({ version: z.string(), entries: z.array(z.unknown()) }).loose() })
  .openapi('Har');

/** Entries as HAR, with times that `Date` can format. */
async function har(journal: Journal, entries: readonly JournalEntry[], url: string) {
  const { harOf } = await import('../observe/har.ts');
  return harOf(
    journal,
    entries.map((entry) => ({ ...entry, at: writable(entry.at) })),
    // The journal does not keep how a request came; all come to the same port.
    new URL(url).protocol,
  );
}

const count = z.int().min(0);
const Query = {
  operation: z.string().optional(),
  status: z.int().optional(),
  call_sid: z.string().optional(),
  request_id: z.string().optional(),
  traceparent: z
    .string()
    .optional()
    .describe('The header of the request (W3C Trace Context), or its trace id alone.'),
};
const Verification = z
  .strictObject({
    ...Query,
    body: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('Fields that the body must contain; it may have more.'),
    exactly: count.optional(),
    at_least: count.optional(),
    at_most: count.optional(),
  })
  .openapi('Verification', { example: { operation: 'inject', exactly: 0 } });
const VerifyResult = z
  .object({
    ok: z.boolean(),
    count: z.number(),
    expected: z.string(),
    evicted: z.number().describe('Number of evicted entries; above 0, ok is never true.'),
    nearest: z.array(
      z.object({
        entry: Entry,
        differences: z.array(
          z.object({ path: z.string(), expected: z.unknown(), found: z.unknown() }),
        ),
      }),
    ),
  })
  .openapi('VerifyResult');

const tags = ['Journal'];
const path = '/workspaces/{ws}/journal';

const names = { atLeast: 'at_least', atMost: 'at_most' };

/** A 422 for an invalid expectation. */
const refusal = (where: 'body' | 'query', { field, message }: ExpectationProblem) => ({
  detail: [{ type: 'value_error', loc: [where, field], msg: message }],
});

/** Routes of this resource. */
export function journalRoutes({ journal, operations }: ControlParts) {
  /** Parses JSON text as the contract does: keeps all digits and all fields. */
  const read = (text: string): unknown => journal.readBody(Buffer.from(text)).value;

  return controlApp()
    .openapi(
      createRoute({
        method: 'get',
        path,
        tags,
        operationId: 'list_requests',
        summary: 'List requests with their responses, oldest first',
        request: {
          params: WorkspaceParams,
          query: z.strictObject({
            ...Query,
            status: z.coerce.number().int().optional(),
            format: z
              .enum(['json', 'har'])
              .default('json')
              .describe('har: an HTTP Archive (1.2), for the tools that open one.'),
            body: z
              .string()
              .optional()
              .describe('JSON that the body must contain; it may have more.'),
          }),
        },
        responses: {
          200: json(z.union([JournalPage, Har])),
          ...errors,
        },
      }),
      async (c) => {
        const { ws } = c.req.valid('param');
        const { body: text, call_sid, format, request_id, ...query } = c.req.valid('query');
        const subset = text === undefined ? undefined : read(text);
        if (text !== undefined && subset === undefined) {
          return c.json(refusal('query', { field: 'body', message: 'It is not JSON.' }), 422);
        }
        const pattern = { ...query, callSid: call_sid, requestId: request_id, body: subset };
        const problem = patternProblem(pattern, operations);
        if (problem !== undefined) return c.json(refusal('query', problem), 422);
        const { entries, evicted } = await journal.read(ws);
        const fitting = entries.filter((entry) => misses(journal, entry, pattern).length === 0);
        if (format === 'har') return c.json(await har(journal, fitting, c.req.url), 200);
        const shown = fitting.map((entry) => view(journal, entry));
        return c.json({ entries: shown, evicted }, 200);
      },
    )
    .openapi(
      removing(path, WorkspaceParams, {
        tags,
        operationId: 'forget_requests',
        summary: 'Clear the journal',
      }),
      async (c) => {
        await journal.clear(c.req.valid('param').ws);
        return c.body(null, 204);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: `${path}/verify`,
        tags,
        operationId: 'verify_requests',
        summary: 'Verify the number of matching requests',
        description: 'Default: at least one. A failed verification includes the nearest misses.',
        request: { params: WorkspaceParams, body: body(Verification) },
        responses: { 200: json(VerifyResult), ...errors },
      }),
      async (c) => {
        const { ws } = c.req.valid('param');
        const {
          call_sid,
          request_id,
          at_least,
          at_most,
          body: given,
          ...wanted
        } = c.req.valid('json');
        // Not the schema's output: it drops a field named `__proto__`.
        const exact = read(await c.req.text());
        const expected = {
          ...wanted,
          body: given === undefined ? undefined : valueAt(exact, ['body']),
          callSid: call_sid,
          requestId: request_id,
          atLeast: at_least,
          atMost: at_most,
        };
        const problem = countProblem(expected, names) ?? patternProblem(expected, operations);
        if (problem !== undefined) return c.json(refusal('body', problem), 422);
        const { nearest, ...result } = await verify(journal, ws, expected);
        const shown = nearest.map(({ entry, differences }) => ({
          entry: view(journal, entry),
          differences: differences.map((one) => ({
            path: one.path,
            expected: carriable(one.expected),
            found: carriable(one.found),
          })),
        }));
        return c.json({ ...result, nearest: shown }, 200);
      },
    );
}
