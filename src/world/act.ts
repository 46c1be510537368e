/** What an operation does to a workspace, before anybody does it: what its rule reads, and the rule. */
import type { Reads, Rule } from './ports/store.ts';

/** What is read, and what is decided from it. */
export interface Act<R extends Reads, T> {
  readonly reads: R;
  readonly rule: Rule<R, T>;
}

/** Makes an act; the rule's inputs are inferred from what it reads. */
export function act<const R extends Reads, T>(reads: R, rule: Rule<R, T>): Act<R, T> {
  return { reads, rule };
}
