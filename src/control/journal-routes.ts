/** The journal, read and verified: what a client really sent, and what it really got. */
import { createRoute, z } from '@hono/zod-openapi';
import { isoTime } from '../world/clock.ts';
import type { JournalEntry } from './journal.ts';
import {
  body,
  type ControlParts,
  controlApp,
  errors,
  json,
  Time,
  WorkspaceParams,
} from './shared.ts';
import { asJson, bodyOf, misses, verify } from './verify.ts';

const Entry = z
  .object({
    seq: z.number(),
    at: Time,
    operation: z.string(),
    call_sid: z.string().nullable(),
    method: z.string(),
    path: z.string(),
    body: z.unknown().describe('As JSON where it is some, else as text; null without one.'),
    status: z.number(),
    response: z.unknown(),
    request_id: z.string(),
    ms: z.number(),
    why: z.string().nullable(),
    fault_id: z.string().nullable(),
    connection: z.string().nullable(),
  })
  .openapi('JournalEntry');

function view(entry: JournalEntry): z.output<typeof Entry> {
  return {
    seq: entry.seq,
    at: isoTime(entry.at),
    operation: entry.operation,
    call_sid: entry.callSid,
    method: entry.method,
    path: entry.path,
    body: bodyOf(entry),
    status: entry.status,
    response: asJson(entry.responseBody),
    request_id: entry.requestId,
    ms: entry.ms,
    why: entry.why,
    fault_id: entry.faultId,
    connection: entry.connection,
  };
}

const count = z.int().min(0);
const Query = {
  operation: z.string().optional(),
  status: z.int().optional(),
  call_sid: z.string().optional(),
};
const Verification = z
  .strictObject({
    ...Query,
    body: z.record(z.string(), z.unknown()).optional().describe('What the body holds at least.'),
    exactly: count.optional(),
    at_least: count.optional(),
    at_most: count.optional(),
  })
  .refine(
    ({ exactly, at_least, at_most }) =>
      exactly === undefined || (at_least === undefined && at_most === undefined),
    'Say exactly, or at_least and at_most.',
  )
  .openapi('Verification');
const Verdict = z
  .object({
    ok: z.boolean(),
    count: z.number(),
    expected: z.string(),
    evicted: z.number().describe('Entries that made room; with any, ok is never true.'),
    nearest: z.array(
      z.object({
        entry: Entry,
        differences: z.array(
          z.object({ path: z.string(), expected: z.unknown(), found: z.unknown() }),
        ),
      }),
    ),
  })
  .openapi('Verdict');

const tags = ['Journal'];
const path = '/workspaces/{ws}/journal';

/** The routes. */
export function journalRoutes({ journal }: ControlParts) {
  return controlApp()
    .openapi(
      createRoute({
        method: 'get',
        path,
        tags,
        summary: 'Read the requests that were answered, oldest first',
        request: {
          params: WorkspaceParams,
          query: z.object({
            operation: z.string().optional(),
            status: z.coerce.number().int().optional(),
            call_sid: z.string().optional(),
            body: z.string().optional().describe('JSON that the body holds at least.'),
          }),
        },
        responses: {
          200: json(z.object({ entries: z.array(Entry), evicted: z.number() })),
          ...errors,
        },
      }),
      (c) => {
        const { ws } = c.req.valid('param');
        const { body: subset, call_sid: callSid, ...query } = c.req.valid('query');
        const pattern = { ...query, callSid, body: subset === undefined ? subset : asJson(subset) };
        const entries = journal.entries(ws).filter((entry) => misses(entry, pattern).length === 0);
        return c.json({ entries: entries.map(view), evicted: journal.evicted(ws) }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path,
        tags,
        summary: 'Forget what was answered',
        request: { params: WorkspaceParams },
        responses: { 204: { description: 'Forgotten' }, ...errors },
      }),
      (c) => {
        journal.clear(c.req.valid('param').ws);
        return c.body(null, 204);
      },
    )
    .openapi(
      createRoute({
        method: 'post',
        path: `${path}/verify`,
        tags,
        summary: 'Verify how many requests were like this',
        description: 'At least one, unless a count is given. A no comes with the nearest misses.',
        request: { params: WorkspaceParams, body: body(Verification) },
        responses: { 200: json(Verdict), ...errors },
      }),
      (c) => {
        const { ws } = c.req.valid('param');
        const { call_sid, at_least, at_most, ...wanted } = c.req.valid('json');
        const named = { callSid: call_sid, atLeast: at_least, atMost: at_most };
        const { nearest, ...verdict } = verify(journal, ws, { ...wanted, ...named });
        const shown = nearest.map(({ entry, differences }) => ({
          entry: view(entry),
          differences: [...differences],
        }));
        return c.json({ ...verdict, nearest: shown }, 200);
      },
    );
}
