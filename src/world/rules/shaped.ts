/** Rules of resources that are only shaped from a document: write, forget. */
import { act } from '../act.ts';
import { limits } from '../limits.ts';
import { type Full, full, type NotFound, notFound } from '../model/results.ts';
import type { ShapedRecord } from '../model/shaped.ts';
import type { Decision, WorkspaceId } from '../ports/store.ts';

/** The result of writing a resource. */
export type ShapedResult = { readonly status: 'put' } | Full | NotFound;

/** Writes what a client made, changed or deleted. With a `value`, it is added to what is known already. */
export function putShaped(workspaceId: WorkspaceId, record: ShapedRecord) {
  const { path, value } = record;
  return act(
    {
      workspace: ['workspace', workspaceId],
      current: ['shaped', path],
      records: ['count', 'shaped'],
    },
    ({ current, records, workspace }): Decision<ShapedResult> => {
      if (workspace === undefined) return { result: notFound };
      if (current === undefined && records >= limits.shapedRecords) {
        return { result: full('shapedRecords') };
      }
      const merged = value === null ? null : { ...current?.value, ...value };
      return { result: { status: 'put' }, put: [['shaped', path, { ...record, value: merged }]] };
    },
  );
}

/** Forgets what was written of a resource. */
export function forgetShaped(path: string) {
  return act({}, (): Decision<void> => ({ result: undefined, put: [['shaped', path, undefined]] }));
}
