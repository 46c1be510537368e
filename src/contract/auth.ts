/** Credentials: reads `Authorization` as the framework does. Where keys are checked, so are their roles. */
import type { MaybePromise } from '../world/maybe-promise.ts';
import type { World } from '../world/world.ts';
import { anyone, type Caller, unauthorized } from './caller.ts';
import type { Operation } from './operation.ts';

/** Which credentials are required: any non-empty token, a known key, or none. */
export type AuthMode = 'any' | 'keys' | 'off';

/** All modes. */
export const authModes: readonly AuthMode[] = ['any', 'keys', 'off'];

/**
 * The token of a header; undefined if it is missing or malformed (framework). The scheme ends at the first space and
 * is case-insensitive; the rest is stripped and must not be empty.
 */
export function bearerToken(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined;
  const space = authorization.indexOf(' ');
  if (space === -1 || authorization.slice(0, space).toLowerCase() !== 'bearer') return undefined;
  return authorization.slice(space + 1).trim() || undefined;
}

/** Checks a request's credentials, and whether its caller may use the operation. */
export function checkCredentials(
  mode: AuthMode,
  authorization: string | undefined,
  workspaceId: string | null,
  world: World,
  operation: Pick<Operation, 'method' | 'needs'>,
): MaybePromise<Caller> {
  if (mode === 'off') return anyone;
  const token = bearerToken(authorization);
  if (token === undefined) {
    return unauthorized(
      authorization === undefined
        ? 'no authorization header'
        : 'the authorization header is not "Bearer <key>"',
    );
  }
  if (mode === 'any') return anyone;
  // What the default mode does not need is loaded later.
  return import('./key-check.ts').then(({ checkKey }) =>
    checkKey(token, workspaceId, world, operation),
  );
}
