/** The operations that are served, in the order in which the real API tries their paths. */

import { listAgents } from './agents/list.ts';
import { readAgent } from './agents/read.ts';
import { authInfo } from './api-keys/auth-info.ts';
import { issueKey } from './api-keys/issue.ts';
import { listKeys } from './api-keys/list.ts';
import { permissionCatalog } from './api-keys/permission-catalog.ts';
import { removeKey } from './api-keys/remove.ts';
import { rotateKey } from './api-keys/rotate.ts';
import { fleetStatus } from './calls/fleet-status.ts';
import { listCalls } from './calls/list.ts';
import { readCall } from './calls/read.ts';
import { readTranscript } from './calls/transcript.ts';
import { closeConversation } from './conversations/close.ts';
import { createConversation } from './conversations/create.ts';
import { listConversations } from './conversations/list.ts';
import { readConversation } from './conversations/read.ts';
import { streamTurn } from './conversations/stream-turn.ts';
import { takeTurn } from './conversations/take-turn.ts';
import { listEntities } from './entities/list.ts';
import { readEntity } from './entities/read.ts';
import { resolveEntity } from './entities/resolve.ts';
import { searchEntities } from './entities/search.ts';
import { streamEvents } from './events/stream.ts';
import type { Operation } from './operation.ts';
import { sendGuidance } from './runs/guidance.ts';
import { listRuns } from './runs/list.ts';
import { readRun } from './runs/read.ts';
import { listServices } from './services/list.ts';
import { readService } from './services/read.ts';
import { sessionOperations } from './sessions/operations.ts';
import type { Platform } from './shaped/platform.ts';
import { listSkills } from './skills/list.ts';

/** Every operation of the contract, and its published neighbours. */
export const operations: readonly Operation[] = [
  ...sessionOperations,
  authInfo,
  listServices,
  readService,
  listAgents,
  readAgent,
  listSkills,
  listEntities,
  readEntity,
  searchEntities,
  resolveEntity,
  fleetStatus,
  listRuns,
  readRun,
  sendGuidance,
  listCalls,
  readCall,
  readTranscript,
  listKeys,
  issueKey,
  // Before those of a single key: `permission-catalog` would be taken for its id.
  permissionCatalog,
  rotateKey,
  createConversation,
  streamEvents,
  closeConversation,
  readConversation,
  takeTurn,
  streamTurn,
  removeKey,
];

/** Operations that no published document here has: they are simulated where the user's document has them. */
export const optionalOperations: readonly Operation[] = [listConversations];

/** All operations and those of the user's document, if there is one, in the order in which their paths are tried. */
export async function allOperations(platform: Platform | undefined): Promise<readonly Operation[]> {
  if (platform === undefined) return operations;
  const { simulated, before, after } = await platform.operations();
  return [...before, ...operations, ...simulated, ...after];
}
