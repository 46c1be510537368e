/** The operations that are served, in the order in which the original tries their paths. */
import { active } from './active.ts';
import { closeConversation } from './conversations/close.ts';
import { readConversation } from './conversations/read.ts';
import { streamTurn } from './conversations/stream-turn.ts';
import { takeTurn } from './conversations/take-turn.ts';
import { inject } from './inject.ts';
import { issueKey } from './keys/issue.ts';
import { listKeys } from './keys/list.ts';
import { removeKey } from './keys/remove.ts';
import type { Operation } from './operation.ts';
import { start } from './start.ts';

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
