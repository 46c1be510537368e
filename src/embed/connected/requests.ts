/** The journal of a workspace in another process. */

import { isAsymmetric } from '../../observe/asymmetric.ts';
import { createJournal } from '../../observe/journal.ts';
import type { Difference } from '../../observe/subset.ts';
import { type ExpectedCount, misses, type RequestPattern, verify } from '../../observe/verify.ts';
import { requestInfo } from '../../observe/workspace-info.ts';
import type { JournalEntry, JournalPage } from '../../world/model/journal.ts';
import type { Verification } from '../workspace-observation.ts';
import { type Json, refusals, type WorkspaceControl } from './control-client.ts';
import { withMs } from './from-json.ts';

/** Characters of a body in a query: a longer one is compared here. */
const QUERY_LENGTH = 2_000;

/** What the journal of the emulator says of a body that was too long to be kept. */
const OMITTED = /^\((\d+) bytes, too long to be kept\)$/;

/**
 * Whether the emulator can compare with a value of a pattern: JSON says all of it. A regular expression and a matcher have
 * to be compared here, and so has what JSON writes as something else.
 */
function isSendable(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'string' || typeof value === 'boolean' || value === null;
  }
  if (value instanceof RegExp || isAsymmetric(value)) return false;
  if (Array.isArray(value)) return value.every(isSendable);
  // A field that is undefined matches anything, as one that is left out.
  return Object.values(value).every((inner) => inner === undefined || isSendable(inner));
}

/** An entry as the journal of a store has it, so that it is compared and shown by the same code. */
function entryOf(json: unknown): JournalEntry {
  const { body, headers, response, ...description } = json as Json;
  const [, omitted] = (typeof body === 'string' && OMITTED.exec(body)) || [];
  const text = (value: unknown) => (value === null ? '' : JSON.stringify(value));
  return {
    ...withMs<JournalEntry>(description),
    headers: headers as JournalEntry['headers'],
    requestBody: omitted === undefined ? Buffer.from(text(body)).toString('latin1') : '',
    ...(omitted !== undefined && { omittedBytes: Number(omitted) }),
    responseBody: text(response),
  };
}

/** A verification whose nearest misses are entries. */
interface Found<E> extends Omit<Verification, 'nearest'> {
  readonly nearest: readonly { readonly entry: E; readonly differences: readonly Difference[] }[];
}

/** The filters of a pattern as the control plane names them. */
const filtersOf = ({ operation, status, callSid, requestId, traceparent }: RequestPattern) => ({
  operation,
  status,
  call_sid: callSid,
  request_id: requestId,
  traceparent,
});

/** Reads, counts and forgets requests. Patterns and counts must have been checked. */
export function connectedRequests(control: WorkspaceControl) {
  async function read(pattern: RequestPattern, body?: string): Promise<JournalPage> {
    const query = { ...filtersOf(pattern), body };
    const { status, body: page } = await control.send('list_requests', { query });
    if (status === 404) return { entries: [], evicted: 0 };
    if (status === 422) throw new TypeError(refusals(page)[0]?.message);
    const { entries, evicted } = page as { entries: unknown[]; evicted: number };
    return { entries: entries.map(entryOf), evicted };
  }
  async function clear(): Promise<void> {
    await control.send('forget_requests');
  }
  /** All of the workspace's requests, for what has to be compared here. */
  const journal = createJournal({
    read: () => read({}),
    clear,
    write() {
      throw new Error('only the emulator writes requests');
    },
  });
  const shown = (entry: JournalEntry) => requestInfo(journal, entry);
  const verification = <E>(
    { nearest, ...result }: Found<E>,
    entryIn: (entry: E) => JournalEntry,
  ) => ({
    ...result,
    nearest: nearest.map(({ entry, differences }) => ({
      request: shown(entryIn(entry)),
      differences,
    })),
  });

  return {
    async requests(pattern: RequestPattern) {
      const { body } = pattern;
      const text = isSendable(body) ? JSON.stringify(body) : undefined;
      const isSent = text !== undefined && text.length <= QUERY_LENGTH;
      const { entries } = await read(pattern, isSent ? text : undefined);
      return entries
        .filter((entry) => isSent || misses(journal, entry, { body }).length === 0)
        .map(shown);
    },
    async verify(expected: RequestPattern & ExpectedCount): Promise<Verification> {
      const { body, exactly, atLeast, atMost } = expected;
      if (body === undefined || isSendable(body)) {
        const counts = { exactly, at_least: atLeast, at_most: atMost };
        const { status, body: found } = await control.send('verify_requests', {
          body: { ...filtersOf(expected), body, ...counts },
        });
        if (status === 422) throw new TypeError(refusals(found)[0]?.message);
        if (status === 200) return verification(found as Found<unknown>, entryOf);
      }
      return verification(await verify(journal, control.workspaceId, expected), (entry) => entry);
    },
    forgetRequests: clear,
  };
}
