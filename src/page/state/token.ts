/** The control token. It is kept for this tab until it is closed, so that a reload does not ask again. */
import { signal } from '@preact/signals';

const NAME = 'sessions-emulator control token';

/** The token; empty when none was given. */
export const token = signal(sessionStorage.getItem(NAME) ?? '');

/** Keeps a token for the next requests. */
export function keepToken(given: string): void {
  sessionStorage.setItem(NAME, given);
  token.value = given;
}
