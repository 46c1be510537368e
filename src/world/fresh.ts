/** A fresh workspace, of its own id and key, so that tests side by side never share state. */
import { checkWord } from './checks.ts';
import { demoFixture } from './demo.ts';
import type { WorkspaceFixture } from './fixture-types.ts';
import { limits } from './limits.ts';
import { type Duplicate, duplicate, type Full, full } from './parts.ts';
import { isChecked, seedWorkspace } from './seed.ts';
import type { World } from './world.ts';

/** What is in it: what the demo world has, nothing, or a workspace as in a fixture; its id may be left out. */
export type Template =
  | 'demo'
  | 'empty'
  | (Omit<WorkspaceFixture, 'workspace_id'> & { workspace_id?: string });

/** What came of it. */
export type Fresh =
  | { readonly status: 'made'; readonly workspaceId: string; readonly apiKey: string }
  | Full
  | (Duplicate & { readonly workspaceId: string });

/**
 * Makes a workspace. The key is the template's first, or a new one. Throws a `FixtureError`, and
 * leaves nothing behind, when the template is not one or does not fit together; a `RangeError` for an
 * unknown name.
 */
export async function freshWorkspace(world: World, template: Template = 'empty'): Promise<Fresh> {
  if (typeof template !== 'object' || template === null) {
    checkWord('template', template, ['demo', 'empty']);
  } else if (!isChecked(template)) {
    const { checkWorkspace } = await import('./fixture-check.ts');
    return freshWorkspace(world, await checkWorkspace(template));
  }
  const [demo] = demoFixture.workspaces;
  const { workspace_id, ...from } =
    template === 'demo'
      ? { ...demo, workspace_id: undefined, api_keys: [] }
      : template === 'empty'
        ? {}
        : template;
  const workspaceId = workspace_id ?? world.ids.uuid();
  return world.store.exclusively(workspaceId, 'workspace', async () => {
    if (await world.readWorkspace(workspaceId)) return { ...duplicate, workspaceId };
    if ((await world.store.count('workspace', workspaceId)) >= limits.workspaces) {
      return full('workspaces');
    }
    const keys = from.api_keys ?? [];
    const [given] = keys;
    const apiKey = given?.api_key ?? `key_${world.ids.scope(workspaceId).secret()}`;
    try {
      await seedWorkspace(world, {
        ...from,
        workspace_id: workspaceId,
        api_keys: given === undefined ? [{ api_key: apiKey }] : keys,
      });
    } catch (error) {
      await world.eraseWorkspace(workspaceId);
      throw error;
    }
    return { status: 'made', workspaceId, apiKey };
  });
}
