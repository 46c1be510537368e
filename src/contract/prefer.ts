/**
 * The `Prefer` header of a request (RFC 7240), with the preferences that mock servers use. Loaded with the first such
 * header.
 */
import { limits } from '../world/limits.ts';
import type { MaybePromise } from '../world/maybe-promise.ts';
import type { Effect } from './pipeline.ts';
import { detailResponse, type WireResponse } from './response.ts';

/** The preferences of a header. */
export interface Preferences {
  /** `code=503`: respond with that status. */
  readonly code?: number;
  /** `delay=250`: wait that many milliseconds of the clock first. */
  readonly delayMs?: number;
  /** A `code` or `delay` without effect, each with the reason. */
  readonly ignored: readonly string[];
}

/**
 * Reads a `Prefer` header for an operation that has these statuses. Unknown preferences are ignored, as the RFC
 * requires; so are a delay over a day and a status that the operation does not have.
 */
export function preferences(prefer: string, { details, name }: Effect): Preferences {
  const found: { code?: number; delayMs?: number } = {};
  const ignored: string[] = [];
  for (const preference of prefer.split(/[,;]/)) {
    const [, word = '', value = ''] =
      /^(code|delay)\b\s*=?\s*(.*)$/is.exec(preference.trim()) ?? [];
    if (word === '') continue;
    const number = Number(/^"?(\d{1,9})"?$/.exec(value)?.[1]);
    const ignore = (why: string): void => void ignored.push(`"${preference.trim()}" ${why}`);
    if (word.toLowerCase() === 'code') {
      if (details[number] !== undefined) found.code ??= number;
      else
        ignore(
          `is not a status of ${name}, which has ${Object.keys(details).join(', ') || 'none'}`,
        );
    } else if (number <= limits.delayMs) found.delayMs ??= number;
    else ignore(`is not a number of milliseconds up to ${limits.delayMs}`);
  }
  return { ...found, ignored };
}

/** How a request is performed, without its preferences. */
export interface PreferredParts {
  readonly operation: Effect;
  /** Waits so many milliseconds of the clock. */
  delay(ms: number): Promise<void>;
  perform(): MaybePromise<WireResponse>;
}

/** Performs a request as its `Prefer` header asks. The log says what of it has no effect. */
export async function performPreferred(
  prefer: string,
  { delay, operation, perform }: PreferredParts,
): Promise<WireResponse> {
  const { code, delayMs = 0, ignored } = preferences(prefer, operation);
  await delay(delayMs);
  if (code !== undefined) {
    const why = `asked for by "Prefer: code=${code}"`;
    return detailResponse(code, operation.details[code], [], why);
  }
  const response = await perform();
  if (ignored.length === 0) return response;
  const why = `Prefer was ignored: ${ignored.join('; ')}`;
  return { ...response, why: response.why === undefined ? why : `${response.why}; ${why}` };
}
