/** List runs: `GET /v1/{workspace_id}/runs`. */
import { newestFirst, type Run, runStartedAt, sourceOf } from '../../world/model/runs.ts';
import { type Query, respond } from '../documents/neighbours.ts';
import type { Operation } from '../operation.ts';
import { sortedBy } from '../paging.ts';
import { channelOf, runJson, runStatus } from './run-json.ts';

type RunsQuery = Query<'list_runs_v1__workspace_id__runs_get'>;

/** Which runs a query asks for. All are of the kind `conversation`. */
function matcher({ channel, kind, status }: RunsQuery, now: number): (run: Run) => boolean {
  const statuses = status.flatMap((one) => (one === 'live' ? ['running', 'paused'] : [one]));
  const isKind = kind.length === 0 || kind.includes('conversation');
  return (run) =>
    isKind &&
    (statuses.length === 0 || statuses.includes(runStatus(run, now))) &&
    (channel.length === 0 || channel.includes(channelOf(run)));
}

/** Runs in the order of `sort_by`: `started_at`, `status` and `channel`. Others leave the order (decided). */
function inOrder(runs: Iterable<Run>, { sort_by }: RunsQuery, now: number): Iterable<Run> {
  if (sort_by.length === 0) return runs;
  const fields = Array.from(runs, (run) => ({
    run,
    started_at: new Date(runStartedAt(run)).toISOString(),
    status: runStatus(run, now),
    channel: channelOf(run),
  }));
  // The first field decides: what is sorted last.
  return sort_by
    .reduceRight<typeof fields>((all, field) => [...sortedBy(all, field)], fields)
    .map(({ run }) => run);
}

const tokenOf = (run: Run): string => Buffer.from(sourceOf(run)).toString('base64url');

/**
 * The part of a list that a query asks for. The token names the last run of the page before, so that runs that begin
 * meanwhile move nothing. After a run that is not there comes nothing.
 */
function pageOfRuns(all: Iterable<Run>, query: RunsQuery, now: number) {
  const { continuation_token: token, limit } = query;
  const after = typeof token === 'string' ? Buffer.from(token, 'base64url').toString() : '';
  const isWanted = matcher(query, now);
  const runs: Run[] = [];
  let isAfter = after === '';
  for (const run of all) {
    if (!isAfter) isAfter = sourceOf(run) === after;
    else if (isWanted(run)) {
      const last = runs.at(-1);
      if (runs.length === limit && last !== undefined) return { runs, next: tokenOf(last) };
      runs.push(run);
    }
  }
  return { runs, next: null };
}

/** A page of the workspace's calls and text conversations as runs, newest first. */
export const listRuns: Operation<never, RunsQuery> = {
  name: 'list_runs',
  document: 'neighbours',
  method: 'GET',
  path: '/v1/{workspace_id}/runs',
  body: null,
  details: {},
  async run({ world, workspaceId, query }) {
    const conversations = await world.listConversations(workspaceId);
    const { at, calls } = await world.callsByAge(workspaceId);
    const catalog = await world.readCatalog(workspaceId);
    const all = inOrder(newestFirst(calls, conversations, at), query, at);
    const { next, runs } = pageOfRuns(all, query, at);
    return respond('RunsResponse', {
      items: await Promise.all(runs.map((run) => runJson(world, catalog, run, at))),
      has_more: next !== null,
      continuation_token: next,
    });
  },
};
