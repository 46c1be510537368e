/** The operations that are served, in the order in which the real API tries their paths. */

import { issueKey } from './api-keys/issue.ts';
import { listKeys } from './api-keys/list.ts';
import { removeKey } from './api-keys/remove.ts';
import { closeConversation } from './conversations/close.ts';
import { readConversation } from './conversations/read.ts';
import { streamTurn } from './conversations/stream-turn.ts';
import { takeTurn } from './conversations/take-turn.ts';
import type { Operation } from './operation.ts';
import { active } from './sessions/active.ts';
import { inject } from './sessions/inject.ts';
import { start } from './sessions/start.ts';

/** Every operation of the contract. */
export const operations: readonly Operation[] = [
  active,
  inject,
  start,
  listKeys,
  issueKey,
  closeConversation,
  readConversation,
  takeTurn,
  streamTurn,
  removeKey,
];
