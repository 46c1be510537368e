/** What a request itself asks for by its `Prefer` header (RFC 7240), as mock servers use it. */

/** The preferences that are known here. */
export interface Preferences {
  /** `code=503`: answer with that status. */
  readonly code?: number;
}

const none: Preferences = {};

/** Reads a `Prefer` header. What is not understood is ignored, as the RFC demands. */
export function preferences(prefer: string | undefined): Preferences {
  if (prefer === undefined) return none;
  for (const preference of prefer.split(/[,;]/)) {
    const code = /^\s*code\s*=\s*"?(\d{3})"?\s*$/i.exec(preference);
    if (code !== null) return { code: Number(code[1]) };
  }
  return none;
}
