/** Results shared by several operations. */
import { limits } from '../limits.ts';

/** The requested thing does not exist. */
export interface NotFound {
  readonly status: 'not_found';
}

/** The identifier is already used. */
export interface Duplicate {
  readonly status: 'duplicate';
}

/** A limit of `limits.ts` is reached. Nothing was changed. */
export interface Full {
  readonly status: 'full';
  /** Name of the limit. */
  readonly of: keyof typeof limits;
  readonly limit: number;
}

/** The result for something that does not exist. */
export const notFound: NotFound = { status: 'not_found' };
/** The result for an identifier that is already used. */
export const duplicate: Duplicate = { status: 'duplicate' };
/** The result for a limit that is reached. */
export const full = (of: Full['of']): Full => ({ status: 'full', of, limit: limits[of] });

/** Message for a reached limit. */
export function fullText({ of, limit }: Pick<Full, 'of' | 'limit'>): string {
  return `Limit reached: the limit of ${of} is ${limit}.`;
}
