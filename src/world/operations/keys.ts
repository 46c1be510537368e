/** API keys: issued, listed, removed, asked what they are worth. */

import { checkKey } from '../input-checks.ts';
import { isKeyValid, type KeyRecord, type KeyVerdict } from '../keys.ts';
import { limits } from '../limits.ts';
import {
  type Duplicate,
  duplicate,
  type Full,
  full,
  type Inside,
  type NotFound,
  notFound,
} from '../parts.ts';
import type { WorkspaceId } from '../store.ts';

/** A key to be issued. */
export interface NewKey {
  /** Generated when left out. */
  readonly token?: string;
  readonly name?: string | null;
  readonly role?: string;
  readonly permissions?: readonly string[];
  /** Seconds of the clock that it opens its workspace; for ever when null or left out. */
  readonly lifeSeconds?: number | null;
  /** The token of whoever asks for it. */
  readonly askedWith?: string | null;
}

/** How often the last use of a key is written down, in milliseconds. */
const USE_RESOLUTION_MS = 1000;

/** The operations on keys. */
export function keyOperations({ ids, now, store }: Inside) {
  async function keyOf(
    workspaceId: WorkspaceId,
    token: string | null | undefined,
  ): Promise<KeyRecord | undefined> {
    return token == null ? undefined : store.get('key', workspaceId, token);
  }

  async function noteUse(workspaceId: WorkspaceId, { token, lastUsedAt }: KeyRecord) {
    const at = now(workspaceId);
    if (lastUsedAt !== null && Math.abs(at - lastUsedAt) < USE_RESOLUTION_MS) return;
    await store.change('key', workspaceId, token, (current) => {
      if (current !== undefined) current.lastUsedAt = at;
      return { keep: current, answer: undefined };
    });
  }

  return {
    /** Issues an API key that opens a workspace, or takes one that exists elsewhere. */
    async addKey(
      workspaceId: WorkspaceId,
      wanted: NewKey,
    ): Promise<{ status: 'added'; key: KeyRecord } | Duplicate | Full | NotFound> {
      checkKey(wanted);
      // Nothing is drawn for a workspace that does not exist.
      if ((await store.get('workspace', workspaceId, workspaceId)) === undefined) return notFound;
      // Of its own, so that one key more moves no other identifier.
      const own = ids.scope(workspaceId).scope('keys');
      const token = wanted.token ?? `key_${own.secret()}`;
      const asker = await keyOf(workspaceId, wanted.askedWith);
      return store.change('key', workspaceId, token, (current, count, exists) => {
        if (!exists) return { keep: undefined, answer: notFound };
        if (current !== undefined) return { keep: current, answer: duplicate };
        if (count >= limits.apiKeys) return { keep: current, answer: full('apiKeys') };
        const createdAt = now(workspaceId);
        const { lifeSeconds = null } = wanted;
        const record: KeyRecord = {
          id: own.uuid(),
          keyId: own.tagged('key'),
          token,
          name: wanted.name ?? null,
          role: wanted.role ?? 'member',
          permissions: wanted.permissions ?? [],
          createdAt,
          expiresAt: lifeSeconds === null ? null : createdAt + lifeSeconds * 1000,
          createdBy: asker?.id ?? null,
          lastUsedAt: null,
        };
        return { keep: record, answer: { status: 'added', key: record } };
      });
    },

    /** A workspace's keys in the order they came; with a token only those issued with it. */
    async listKeys(workspaceId: WorkspaceId, mineOf?: string | null): Promise<KeyRecord[]> {
      const keys = await store.list('key', workspaceId);
      if (mineOf === undefined) return [...keys];
      const asker = await keyOf(workspaceId, mineOf);
      return keys.filter((key) => asker !== undefined && key.createdBy === asker.id);
    },

    /** Removes a key, by its `keyId`: what it opened, it opens no more. */
    async removeKey(
      workspaceId: WorkspaceId,
      keyId: string,
    ): Promise<{ status: 'removed' } | NotFound> {
      const keys = await store.list('key', workspaceId);
      const key = keys.find((one) => one.keyId === keyId);
      if (key === undefined) return notFound;
      return store.change('key', workspaceId, key.token, (current) => ({
        keep: undefined,
        answer: current === undefined ? notFound : ({ status: 'removed' } as const),
      }));
    },

    /** What a token is worth: whether it opens this workspace, another one, or none. */
    async checkKey(workspaceId: WorkspaceId | null, token: string): Promise<KeyVerdict> {
      if (workspaceId !== null) {
        const key = await store.get('key', workspaceId, token);
        if (key !== undefined) {
          if (!isKeyValid(key, now(workspaceId))) return 'expired';
          await noteUse(workspaceId, key);
          return 'valid';
        }
      }
      const other = await store.workspaceOfKey(token);
      const key = other && (await store.get('key', other, token));
      if (other === undefined || key === undefined) return 'unknown';
      return isKeyValid(key, now(other)) ? 'foreign' : 'expired';
    },
  };
}
