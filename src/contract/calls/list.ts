/** List calls: `GET /v1/{workspace_id}/calls`. */
import { type CallRecord, durationSeconds } from '../../world/model/calls.ts';
import { type Query, respond } from '../documents/neighbours.ts';
import type { Operation } from '../operation.ts';
import { pageOf } from '../paging.ts';
import { callStatus, callSummary } from './call-json.ts';

/** Which calls a query asks for. All calls are real ones: `include_simulated` changes nothing (decided). */
function matcher(query: Query<'list-calls'>, now: number): (call: CallRecord) => boolean {
  const { date_from, date_to, direction, max_duration, min_duration, status } = query;
  const serviceId = query.service_id?.toLowerCase() ?? null;
  return (call) => {
    if (call.startedAt > now) return false;
    if (direction !== null && call.direction !== direction) return false;
    if (serviceId !== null && call.serviceId !== serviceId) return false;
    if (status !== null && callStatus(call, now) !== status) return false;
    const seconds = durationSeconds(call, now);
    if (min_duration !== null && seconds < min_duration) return false;
    if (max_duration !== null && seconds > max_duration) return false;
    if (date_from === null && date_to === null) return true;
    // Days are those of UTC.
    const day = new Date(call.startedAt).toISOString().slice(0, 10);
    return (date_from === null || day >= date_from) && (date_to === null || day <= date_to);
  };
}

/** A page of the workspace's calls, active and ended, newest first. */
export const listCalls: Operation<never, Query<'list-calls'>> = {
  name: 'list_calls',
  document: 'neighbours',
  method: 'GET',
  path: '/v1/{workspace_id}/calls',
  body: null,
  details: {},
  async run({ world, workspaceId, query }) {
    const { at, calls } = await world.callsByAge(workspaceId);
    const { limit, continuation_token, offset } = query;
    const found = calls.filter(matcher(query, at)).reverse();
    const page = pageOf(found, { limit, continuation_token: continuation_token ?? offset });
    const read = await Promise.all(
      page.items.map((one) => world.readCall(workspaceId, one.callSid)),
    );
    const items = read
      .filter((call) => call !== undefined)
      .map((call) => callSummary(workspaceId, call, at));
    return respond('CallListResponse', { ...page, items });
  },
};
