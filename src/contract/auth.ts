/** Credentials: reads `Authorization` as the framework does, and looks the key up in the world. */
import type { World } from '../world/world.ts';
import { detailResponse, type WireResponse } from './response.ts';

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

function unauthorized(why: string): WireResponse {
  const challenge = [['www-authenticate', 'Bearer']] as const;
  return detailResponse(401, 'Missing or invalid API key.', challenge, why);
}

/** Checks a request's credentials. Returns undefined if they are valid, else the refusal; its `why` never holds the key. */
export function checkCredentials(
  mode: AuthMode,
  authorization: string | undefined,
  workspaceId: string | null,
  world: World,
): WireResponse | undefined | Promise<WireResponse | undefined> {
  if (mode === 'off') return undefined;
  const token = bearerToken(authorization);
  if (token === undefined) {
    return unauthorized(
      authorization === undefined
        ? 'no authorization header'
        : 'the authorization header is not "Bearer <key>"',
    );
  }
  return mode === 'any' ? undefined : checkKey(token, workspaceId, world);
}

async function checkKey(
  token: string,
  workspaceId: string | null,
  world: World,
): Promise<WireResponse | undefined> {
  switch (await world.checkKey(workspaceId, token)) {
    case 'valid':
      return undefined;
    case 'foreign':
      return detailResponse(
        403,
        'Insufficient permissions.',
        [],
        'the key is of another workspace',
      );
    case 'expired':
      return unauthorized('the key has expired (--auth keys)');
    case 'unknown':
      return unauthorized('the key is of no workspace (--auth keys)');
  }
}
