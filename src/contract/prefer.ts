/** What a request itself asks for by its `Prefer` header (RFC 7240), as mock servers use it. */
import { limits } from '../world/limits.ts';

/** The preferences that are known here. */
export interface Preferences {
  /** `code=503`: respond with that status. */
  readonly code?: number;
  /** `delay=250`: wait so many milliseconds of the clock first. */
  readonly delayMs?: number;
}

/** Reads a `Prefer` header. What is not understood is ignored, as the RFC demands; so is a delay over a day. */
export function preferences(prefer: string): Preferences {
  const found: { code?: number; delayMs?: number } = {};
  for (const preference of prefer.split(/[,;]/)) {
    const [, name, value] = /^\s*(code|delay)\s*=\s*"?(\d{1,9})"?\s*$/i.exec(preference) ?? [];
    if (name?.toLowerCase() === 'code') found.code ??= Number(value);
    else if (name !== undefined && Number(value) <= limits.delayMs) found.delayMs ??= Number(value);
  }
  return found;
}
