/** Fault rules: which failures to inject, how often, and how often each fired. */
import { createRoute, z } from '@hono/zod-openapi';
import { anyJson, anyText, number } from '../fixtures/fixture-parts.ts';
import { ranges } from '../world/checks.ts';
import { connectionFaults, type Delay, type FaultRule } from '../world/model/faults.ts';
import type { OperationName } from '../world/model/operation-names.ts';
import {
  body,
  type ControlParts,
  controlApp,
  errors,
  json,
  missing,
  noRoom,
  removed,
  WorkspaceParams,
} from './control-schemas.ts';

const ms = number(ranges.delayMs);
const DelayBody = z.union([
  ms,
  z.strictObject({ uniform: z.strictObject({ from_ms: ms, to_ms: ms }) }),
  z.strictObject({
    lognormal: z.strictObject({ median_ms: ms, sigma: number(ranges.sigma) }),
  }),
]);

const newFault = (operations: readonly OperationName[]) =>
  z
    .strictObject({
      operation: z
        .enum(operations)
        .nullable()
        .default(null)
        .describe('null matches any operation.'),
      call_sid: anyText().nullable().default(null),
      status: number(ranges.faultStatus).nullable().default(null),
      detail: anyJson().optional().describe("Default: the operation's own text."),
      retry_after: number({ ...ranges.seconds, whole: true })
        .nullable()
        .default(null)
        .describe('Retry-After header, in seconds.'),
      delay_ms: DelayBody.nullable()
        .default(null)
        .describe('Delay in milliseconds of the workspace clock: fixed, uniform or lognormal.'),
      connection: z
        .enum(connectionFaults)
        .nullable()
        .default(null)
        .describe('How to break the connection instead of sending a response.'),
      times: number(ranges.someCount)
        .nullable()
        .default(null)
        .describe('Maximum hits; null means no limit.'),
      after: number(ranges.count).default(0).describe('Matching requests to let through first.'),
      probability: number(ranges.probability).default(1),
      ttl: number(ranges.someSeconds)
        .nullable()
        .default(null)
        .describe('Lifetime in seconds of the workspace clock; null means no limit.'),
      phase: z
        .enum(['before', 'after'])
        .default('before')
        .describe('Whether it fires before or after the operation takes effect.'),
      rate_limit: z
        .strictObject({
          requests: number(ranges.count),
          window_seconds: number(ranges.someSeconds),
        })
        .nullable()
        .default(null)
        .describe(
          'Fires only above this number of requests per window of the workspace clock. Default status: 429.',
        ),
    })
    .refine(
      (rule) =>
        rule.status !== null ||
        rule.delay_ms !== null ||
        rule.connection !== null ||
        rule.rate_limit !== null,
      'Set at least one of status, delay_ms, connection, rate_limit.',
    )
    .openapi('NewFault');

const FaultView = z
  .object({
    fault_id: z.string(),
    hits: z.number().describe('Number of times it fired.'),
    seen: z.number().describe('Number of matching requests.'),
    operation: z.string().nullable(),
    call_sid: z.string().nullable(),
    status: z.number().nullable(),
    detail: z.unknown().optional(),
    retry_after: z.number().nullable(),
    delay_ms: DelayBody.nullable(),
    connection: z.enum(connectionFaults).nullable(),
    times: z.number().nullable(),
    after: z.number(),
    probability: z.number(),
    ttl: z.number().nullable(),
    phase: z.enum(['before', 'after']),
    rate_limit: z.object({ requests: z.number(), window_seconds: z.number() }).nullable(),
  })
  .openapi('Fault');

function toDelay(given: z.output<typeof DelayBody> | null): Delay | null {
  if (given === null) return null;
  if (typeof given === 'number') return { kind: 'fixed', ms: given };
  if ('uniform' in given) {
    return { kind: 'uniform', fromMs: given.uniform.from_ms, toMs: given.uniform.to_ms };
  }
  const { median_ms, sigma } = given.lognormal;
  return { kind: 'lognormal', medianMs: median_ms, sigma };
}

function fromDelay(delay: Delay | null): z.output<typeof DelayBody> | null {
  switch (delay?.kind) {
    case undefined:
      return null;
    case 'fixed':
      return delay.ms;
    case 'uniform':
      return { uniform: { from_ms: delay.fromMs, to_ms: delay.toMs } };
    case 'lognormal':
      return { lognormal: { median_ms: delay.medianMs, sigma: delay.sigma } };
  }
}

function view(rule: FaultRule): z.output<typeof FaultView> {
  return {
    fault_id: rule.faultId,
    hits: rule.hits,
    seen: rule.seen,
    operation: rule.operation,
    call_sid: rule.callSid,
    status: rule.answer?.status ?? null,
    detail: rule.answer?.detail ?? null,
    retry_after: rule.answer?.retryAfter ?? null,
    delay_ms: fromDelay(rule.delay),
    connection: rule.connection,
    times: rule.times,
    after: rule.after,
    probability: rule.probability,
    ttl: rule.ttlSeconds,
    phase: rule.phase,
    rate_limit: rule.rateLimit && {
      requests: rule.rateLimit.requests,
      window_seconds: rule.rateLimit.windowSeconds,
    },
  };
}

const tags = ['Faults'];
const path = '/workspaces/{ws}/faults';

/** Routes of this resource. */
export function faultRoutes({ world, operations }: ControlParts) {
  return controlApp()
    .openapi(
      createRoute({
        method: 'post',
        path,
        tags,
        summary: 'Add a fault rule',
        description: 'Rules are evaluated in the order of creation; the first that fires wins.',
        request: { params: WorkspaceParams, body: body(newFault(operations)) },
        responses: { 201: json(FaultView), ...errors },
      }),
      async (c) => {
        const { ws } = c.req.valid('param');
        const wanted = c.req.valid('json');
        // A rate limit without a status of its own responds with 429.
        const status =
          wanted.status ?? (wanted.rate_limit && wanted.connection === null ? 429 : null);
        const added = await world.addFault(ws, {
          operation: wanted.operation,
          callSid: wanted.call_sid,
          answer:
            status === null
              ? null
              : { status, detail: wanted.detail ?? null, retryAfter: wanted.retry_after },
          delay: toDelay(wanted.delay_ms),
          connection: wanted.connection,
          times: wanted.times,
          after: wanted.after,
          probability: wanted.probability,
          ttlSeconds: wanted.ttl,
          phase: wanted.phase,
          rateLimit: wanted.rate_limit && {
            requests: wanted.rate_limit.requests,
            windowSeconds: wanted.rate_limit.window_seconds,
          },
        });
        if (added.status === 'full') return c.json(noRoom(added), 422);
        if (added.status === 'not_found') return c.json(missing('Workspace'), 404);
        return c.json(view(added.rule), 201);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path,
        tags,
        summary: 'List fault rules with their hits',
        request: {
          params: WorkspaceParams,
          query: z.object({
            never_fired: z.enum(['true', 'false']).optional().describe('Only rules without a hit.'),
          }),
        },
        responses: { 200: json(z.array(FaultView)), ...errors },
      }),
      async (c) => {
        const rules = await world.listFaults(c.req.valid('param').ws);
        const idle = c.req.valid('query').never_fired === 'true';
        return c.json(rules.filter((rule) => !idle || rule.hits === 0).map(view), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path,
        tags,
        summary: 'Remove all fault rules',
        request: { params: WorkspaceParams },
        responses: { 204: removed, ...errors },
      }),
      async (c) => {
        await world.removeFaults(c.req.valid('param').ws);
        return c.body(null, 204);
      },
    )
    .openapi(
      createRoute({
        method: 'delete',
        path: `${path}/{fault_id}`,
        tags,
        summary: 'Remove a fault rule',
        request: { params: WorkspaceParams.extend({ fault_id: z.string() }) },
        responses: { 204: removed, ...errors },
      }),
      async (c) => {
        const { ws, fault_id } = c.req.valid('param');
        const { status } = await world.removeFaults(ws, fault_id);
        return status === 'removed' ? c.body(null, 204) : c.json(missing('Fault'), 404);
      },
    );
}
