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

/** A key to issue. */
export interface NewKey {
  /** Default: generated. */
  readonly token?: string;
  /** Default: null. */
  readonly name?: string | null;
  /** Default: member. */
  readonly role?: string;
  /** Default: none. */
  readonly permissions?: readonly string[];
  /** Lifetime in seconds of the clock. Default: null, no limit. */
  readonly lifeSeconds?: number | null;
  /** Token of the key that issues it. Default: null, none. */
  readonly askedWith?: string | null;
}

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
  return act(
    {
      workspace: ['workspace', workspaceId],
      // A generated token is never used already.
      current: ['key', wanted.token ?? ''],
      asker: ['key', wanted.askedWith ?? ''],
      keys: ['count', 'key'],
    },
    ({ asker, current, keys, workspace }, moment): Decision<KeyResult> => {
      if (workspace === undefined) return { result: notFound };
      if (current !== undefined) return { result: duplicate };
      if (keys >= limits.apiKeys) return { result: full('apiKeys') };
      const token = wanted.token ?? `key_${moment.keys.secret()}`;
      const { lifeSeconds = null } = wanted;
      const key: KeyRecord = {
        id: moment.keys.uuid(),
        keyId: moment.keys.tagged('key'),
        token,
        name: wanted.name ?? null,
        role: wanted.role ?? 'member',
        permissions: wanted.permissions ?? [],
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
export function rotateKey(_: WorkspaceId, token: string, lifeSeconds: number) {
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

/** Removes a key from a workspace. */
export function removeKey(_: WorkspaceId, token: string) {
  return act(
    { current: ['key', token] },
    ({ current }): Decision<{ readonly status: 'removed' } | NotFound> =>
      current === undefined
        ? { result: notFound }
        : { result: { status: 'removed' }, put: [['key', token, undefined]] },
  );
}

/** Whether a use of a key at a time has to be recorded. */
export function isUseNoted({ lastUsedAt }: KeyRecord, now: number): boolean {
  return lastUsedAt !== null && Math.abs(now - lastUsedAt) < USE_RESOLUTION_MS;
}

/** Records the use of a key. */
export function noteUse(_: WorkspaceId, token: string) {
  return act(
    { key: ['key', token] },
    ({ key }, { now }): Decision<void> =>
      key === undefined || isUseNoted(key, now)
        ? { result: undefined }
        : { result: undefined, put: [['key', token, { ...key, lastUsedAt: now }]] },
  );
}
