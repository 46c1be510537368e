/** The results that several operations have. */
import { limits } from '../limits.ts';

/** A thing that is not there. */
export interface NotFound {
  readonly status: 'not_found';
}

/** An identifier that is taken. */
export interface Duplicate {
  readonly status: 'duplicate';
}

/** There is no room for one more: a limit of `limits.ts`. Nothing was changed. */
export interface Full {
  readonly status: 'full';
  /** Which limit it is. */
  readonly of: keyof typeof limits;
  readonly limit: number;
}

/** The thing is not there. */
export const notFound: NotFound = { status: 'not_found' };
/** The identifier is taken. */
export const duplicate: Duplicate = { status: 'duplicate' };
/** A limit is reached. */
export const full = (of: Full['of']): Full => ({ status: 'full', of, limit: limits[of] });

/** What a limit says, for people. */
export function fullText({ of, limit }: Pick<Full, 'of' | 'limit'>): string {
  return `There is no room for more: the limit of ${of} is ${limit}.`;
}
