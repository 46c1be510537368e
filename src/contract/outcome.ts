/** The result of an operation: a success with its text or stream, or one of the published refusals. */
import type { Frames, WireResponse } from './response.ts';

/** The result of an operation. */
export type Outcome =
  | {
      readonly kind: 'json';
      readonly status: 200 | 201;
      readonly json: string;
      /** What the journal keeps of it when it tells a secret. */
      readonly kept: string | undefined;
    }
  | { readonly kind: 'parts'; readonly parts: readonly Uint8Array[] }
  | { readonly kind: 'stream'; readonly frames: Frames; readonly kept: string }
  | { readonly kind: 'no_content' }
  | { readonly kind: 'refused'; readonly status: Refusal; readonly why: string | undefined }
  | { readonly kind: 'response'; readonly response: WireResponse };

/** The statuses of refusals that operations have. */
export type Refusal = 400 | 403 | 404 | 409 | 503;

/** 200 with JSON. `json` is the text itself. `kept`: what the journal keeps of it, when it tells a secret. */
export const ok = (json: string, kept?: string): Outcome => ({
  kind: 'json',
  status: 200,
  json,
  kept,
});

/** 201 with JSON. `kept`: what the journal keeps of it, when it tells a secret. */
export const created = (json: string, kept?: string): Outcome => ({
  kind: 'json',
  status: 201,
  json,
  kept,
});

/** 200 with long JSON, in parts (UTF-8). */
export const okInParts = (parts: readonly Uint8Array[]): Outcome => ({ kind: 'parts', parts });

/** 200 with server-sent events. `kept` is the whole stream, as a client that reads to its end receives it. */
export const streamed = (frames: Frames, kept: string): Outcome => ({
  kind: 'stream',
  frames,
  kept,
});

/** 204. */
export const noContent: Outcome = { kind: 'no_content' };

/** A refusal with the operation's own text. `why`: for the log, where the status alone does not say it. */
export const refused = (status: Refusal, why?: string): Outcome => ({
  kind: 'refused',
  status,
  why,
});
