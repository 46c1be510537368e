/** The `Prefer` header of a request (RFC 7240), with the preferences that mock servers use. */
import { limits } from '../world/limits.ts';

/** The supported preferences. */
export interface Preferences {
  /** `code=503`: respond with that status. */
  readonly code?: number;
  /** `delay=250`: wait that many milliseconds of the clock first. */
  readonly delayMs?: number;
}

/** Reads a `Prefer` header. Unknown preferences are ignored, as the RFC requires; so is a delay over a day. */
export function preferences(prefer: string): Preferences {
  const found: { code?: number; delayMs?: number } = {};
  for (const preference of prefer.split(/[,;]/)) {
    const [, name, value] = /^\s*(code|delay)\s*=\s*"?(\d{1,9})"?\s*$/i.exec(preference) ?? [];
    if (name?.toLowerCase() === 'code') found.code ??= Number(value);
    else if (name !== undefined && Number(value) <= limits.delayMs) found.delayMs ??= Number(value);
  }
  return found;
}
