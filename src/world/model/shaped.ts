/** What clients wrote to operations that are only shaped from a document: nothing in the world depends on it. */

/** A resource that a client made, changed or deleted. */
export interface ShapedRecord {
  /** Its path, such as `/v1/…/integrations/42`. */
  readonly path: string;
  /** The path of the list that it is in; null if it is in none. */
  readonly list: string | null;
  /** The last part of its path. */
  readonly id: string;
  /** What is known of it, as JSON; null if it was deleted. */
  readonly value: Readonly<Record<string, unknown>> | null;
}
