/** Operations on API keys. */
import { validated } from '../input.ts';
import { isKeyValid, type KeyCheckResult, type KeyRecord } from '../model/keys.ts';
import { type NotFound, notFound } from '../model/results.ts';
import type { WorkspaceId } from '../ports/store.ts';
import { type KeyOptions, type NewKey, newKeyFields } from '../resources/keys.ts';
import { removeRecord } from '../rules/catalog.ts';
import * as keys from '../rules/keys.ts';
import type { WorldContext } from '../world-context.ts';

/** Operations on API keys. */
export function keyOperations({ decide, list, store }: WorldContext) {
  const { clocks } = store;

  return {
    /** Issues an API key for a workspace, or adds one that another workspace already has. */
    async addKey(workspaceId: WorkspaceId, options: KeyOptions): Promise<keys.KeyResult> {
      const key: NewKey = await validated(newKeyFields, options);
      return decide(workspaceId, keys.addKey(workspaceId, key));
    },
    /** A workspace's keys in order of creation; with a token, only those issued with it. */
    async listKeys(workspaceId: WorkspaceId, mineOf?: string | null): Promise<KeyRecord[]> {
      const all = await list(workspaceId, 'key');
      if (mineOf === undefined) return [...all];
      const asker = all.find((key) => key.token === mineOf);
      return all.filter((key) => asker !== undefined && key.createdBy === asker.id);
    },
    /** Gives a key a new secret, by its `keyId`. It lives `lifeSeconds` of the clock from now. */
    async rotateKey(
      workspaceId: WorkspaceId,
      keyId: string,
      lifeSeconds: number,
    ): Promise<{ readonly status: 'rotated'; readonly key: KeyRecord } | NotFound> {
      const key = (await list(workspaceId, 'key')).find((one) => one.keyId === keyId);
      return key === undefined
        ? notFound
        : decide(workspaceId, keys.rotateKey(key.token, lifeSeconds));
    },
    /** The workspace that a token opens; undefined when nobody has issued it. */
    async workspaceOfKey(token: string): Promise<WorkspaceId | undefined> {
      return (await store.workspacesOfKey(token))[0];
    },
    /** Removes a key from its workspace, by its `keyId`. */
    async removeKey(
      workspaceId: WorkspaceId,
      keyId: string,
    ): Promise<{ readonly status: 'removed' } | NotFound> {
      const key = (await list(workspaceId, 'key')).find((one) => one.keyId === keyId);
      return key === undefined ? notFound : decide(workspaceId, removeRecord('key', key.token));
    },
    /** Checks a token for a workspace. */
    async checkKey(workspaceId: WorkspaceId | null, token: string): Promise<KeyCheckResult> {
      if (workspaceId !== null) {
        const { key } = await store.read(workspaceId, { key: ['key', token] });
        if (key !== undefined) {
          const now = clocks.now(workspaceId);
          if (!isKeyValid(key, now)) return { status: 'expired' };
          if (!keys.isUseNoted(key, now)) await decide(workspaceId, keys.noteUse(token));
          return { status: 'valid', role: key.role };
        }
      }
      const [other] = await store.workspacesOfKey(token);
      if (other === undefined) return { status: 'unknown' };
      const { key } = await store.read(other, { key: ['key', token] });
      const isValid = key !== undefined && isKeyValid(key, clocks.now(other));
      return { status: isValid ? 'foreign' : 'expired' };
    },
  };
}
