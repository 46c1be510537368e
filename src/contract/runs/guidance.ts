/** Send guidance to a live run: `POST /v1/{workspace_id}/runs/{run_id}/guidance`. */
import { runEndedAt } from '../../world/model/runs.ts';
import { type Body, respond } from '../documents/neighbours.ts';
import type { Operation } from '../operation.ts';
import { refused } from '../outcome.ts';
import { findRun } from './find.ts';

/**
 * The same effect as `inject` with the event type `guidance`; the sender is the operator's id. Where the call's queue is
 * full, the status is `failed` (decided).
 */
export const sendGuidance: Operation<Body<'RunGuidanceRequest'>> = {
  name: 'send_guidance',
  document: 'neighbours',
  method: 'POST',
  path: '/v1/{workspace_id}/runs/{run_id}/guidance',
  // An operator does this (contract).
  needs: 'admin',
  body: 'RunGuidanceRequest',
  details: { 404: 'Run not found.', 409: 'Live guidance is not available on this channel.' },
  async run({ world, workspaceId, params, body }) {
    const run_id = params.run_id as string;
    const found = await findRun(world, workspaceId, run_id);
    if (found === undefined || runEndedAt(found.run, found.now) !== null) return refused(404);
    if (found.run.kind === 'conversation') return refused(409);
    const { message, operator_id: sender } = body;
    const { callSid } = found.run.call;
    const event = { message, sender, eventType: 'guidance' } as const;
    const { status } = await world.inject(workspaceId, callSid, event);
    if (status === 'not_found') return refused(404);
    return respond('RunGuidanceResponse', {
      status: status === 'full' ? 'failed' : status,
      run_id,
    });
  },
};
