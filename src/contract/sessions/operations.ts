/** The operations of live sessions. They are loaded at the start; all others at the first request for something else. */
import type { Operation } from '../operation.ts';
import { active } from './active.ts';
import { inject } from './inject.ts';
import { start } from './start.ts';

/** In the order in which the real API tries their paths. */
export const sessionOperations: readonly Operation[] = [active, inject, start];
