/** The operations that are served, in the order in which the original tries their paths. */
import { active } from './active.ts';
import { inject } from './inject.ts';
import type { Operation } from './operation.ts';
import { start } from './start.ts';

/** Every operation of the contract. */
export const operations: readonly Operation[] = [active, inject, start];
