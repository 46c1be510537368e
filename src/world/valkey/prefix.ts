/** The prefix of a shared world's keys, which names the world. */

/** Default prefix. */
export const DEFAULT_PREFIX = 'sessions-emulator';

/** Whether a text can be a prefix: 1 to 100 characters without a meaning in patterns of keys. */
export const isPrefix = (text: string): boolean => /^[\w.:-]{1,100}$/.test(text);

/** What a prefix is, for errors. */
export const EXPECTED_PREFIX = '1 to 100 letters, digits, and . _ : -';
