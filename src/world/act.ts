/** An act: what an operation reads from a workspace, and the rule that decides. Making one changes nothing. */
import type { Reads, Rule } from './ports/store.ts';

/** The records to read, and the rule that decides over them. */
export interface Act<R extends Reads, T> {
  readonly reads: R;
  readonly rule: Rule<R, T>;
}

/** Makes an act; the types of the rule's inputs are inferred from what it reads. */
export function act<const R extends Reads, T>(reads: R, rule: Rule<R, T>): Act<R, T> {
  return { reads, rule };
}
