/** A script for the server, known by the hash of its text. */
import { createHash } from 'node:crypto';

/** A script. */
export interface Script {
  readonly text: string;
  /** SHA-1 of the text, by which the server finds it. */
  readonly hash: string;
}

/** Makes a script of a text. */
export const scriptOf = (text: string): Script => ({
  text,
  hash: createHash('sha1').update(text).digest('hex'),
});
