/** Checks of a key and its role, with `--auth keys`. Loaded on first use. */
import { type RoleName, rankOf } from '../world/model/roles.ts';
import type { World } from '../world/world.ts';
import { type Caller, unauthorized } from './caller.ts';
import type { Operation } from './operation.ts';
import { detailResponse } from './response.ts';

const forbidden = (why: string): Caller => ({
  refused: detailResponse(403, 'Insufficient permissions.', [], why),
});

/** The least role that may use an operation. */
function roleFor({ method, needs }: Pick<Operation, 'method' | 'needs'>): RoleName {
  return needs ?? (method === 'GET' ? 'viewer' : 'member');
}

/** Looks a key up in the world, and compares its role with what the operation needs. */
export async function checkKey(
  token: string,
  workspaceId: string | null,
  world: World,
  operation: Pick<Operation, 'method' | 'needs'>,
): Promise<Caller> {
  const found = await world.checkKey(workspaceId, token);
  switch (found.status) {
    case 'valid': {
      const { role } = found;
      const needed = roleFor(operation);
      if (rankOf(role) >= rankOf(needed)) return { role };
      return forbidden(`the role ${JSON.stringify(role)} of the key is below ${needed}`);
    }
    case 'foreign': {
      const own = await world.workspaceOfKey(token);
      const isHere = workspaceId === null || (await world.readWorkspace(workspaceId)) !== undefined;
      const where = isHere ? '' : ', which does not exist here';
      return forbidden(`the key is of workspace ${own}, not of ${workspaceId}${where}`);
    }
    case 'expired':
      return unauthorized('the key has expired (--auth keys)');
    case 'unknown':
      return unauthorized('the key is of no workspace (--auth keys)');
  }
}
