/** Rules of API keys: issue, remove, record their use. */
import { act } from '../act.ts';
import { limits } from '../limits.ts';
import type { KeyRecord } from '../model/keys.ts';
import {
  type Duplicate,
  duplicate,
  type Full,
  full,
  type NotFound,
  notFound,
} from '../model/results.ts';
import type { Decision, WorkspaceId } from '../ports/store.ts';
import type { NewKey } from '../resources/keys.ts';

/** The result of issuing a key. */
export type KeyResult =
  | { readonly status: 'added'; readonly key: KeyRecord }
  | Duplicate
  | Full
  | NotFound;

/** The last use of a key is recorded at most once in this time, in milliseconds. */
const USE_RESOLUTION_MS = 1000;

/** Issues an API key for a workspace, or adds one that another workspace already has. */
export function addKey(workspaceId: WorkspaceId, wanted: NewKey) {
  const { askedWith, lifeSeconds, token: given, ...description } = wanted;
  return act(
    {
      workspace: ['workspace', workspaceId],
      // A generated token is never used already.
      current: ['key', given ?? ''],
      asker: ['key', askedWith ?? ''],
      keys: ['count', 'key'],
    },
    ({ asker, current, keys, workspace }, moment): Decision<KeyResult> => {
      if (workspace === undefined) return { result: notFound };
      if (current !== undefined) return { result: duplicate };
      if (keys >= limits.apiKeys) return { result: full('apiKeys') };
      const token = given ?? `key_${moment.keys.secret()}`;
      const key: KeyRecord = {
        id: moment.keys.uuid(),
        keyId: moment.keys.tagged('key'),
        token,
        ...description,
        createdAt: moment.now,
        expiresAt: lifeSeconds === null ? null : moment.now + lifeSeconds * 1000,
        createdBy: asker?.id ?? null,
        lastUsedAt: null,
      };
      return { result: { status: 'added', key }, put: [['key', token, key]] };
    },
  );
}

/** Gives a key a new secret and a new lifetime, in seconds of the clock. The old secret stops working at once. */
export function rotateKey(token: string, lifeSeconds: number) {
  return act(
    { current: ['key', token] },
    (
      { current },
      { keys, now },
    ): Decision<{ readonly status: 'rotated'; readonly key: KeyRecord } | NotFound> => {
      if (current === undefined) return { result: notFound };
      const fresh = `key_${keys.secret()}`;
      const expiresAt = now + lifeSeconds * 1000;
      const key = { ...current, token: fresh, expiresAt, lastUsedAt: null };
      return {
        result: { status: 'rotated', key },
        put: [
          ['key', token, undefined],
          ['key', fresh, key],
        ],
      };
    },
  );
}

/** Whether a use of a key at a time has to be recorded. */
export function isUseNoted({ lastUsedAt }: KeyRecord, now: number): boolean {
  return lastUsedAt !== null && Math.abs(now - lastUsedAt) < USE_RESOLUTION_MS;
}

/** Records the use of a key. */
export function noteUse(token: string) {
  return act(
    { key: ['key', token] },
    ({ key }, { now }): Decision<void> =>
      key === undefined || isUseNoted(key, now)
        ? { result: undefined }
        : { result: undefined, put: [['key', token, { ...key, lastUsedAt: now }]] },
  );
}
