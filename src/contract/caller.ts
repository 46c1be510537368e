/** The result of checking the credentials of a request. */
import { detailResponse, type WireResponse } from './response.ts';

/** The caller of a request, or why it is refused. */
export type Caller =
  | {
      readonly refused?: undefined;
      /** The role of its key; null where roles are not checked. */
      readonly role: string | null;
    }
  | { readonly refused: WireResponse };

/** A caller whose role is not checked. */
export const anyone: Caller = { role: null };

/** The refusal of credentials. `why`, for the log, must not hold the key. */
export function unauthorized(why: string): Caller {
  const challenge = [['www-authenticate', 'Bearer']] as const;
  return { refused: detailResponse(401, 'Missing or invalid API key.', challenge, why) };
}
