/** Changes that the user asks for, and what went wrong with the last one. */
import { type Signal, signal } from '@preact/signals';

/** Why the last change was refused or failed; empty if it was not. */
export const failure = signal('');

/**
 * Makes a change. If the emulator refuses it or does not respond, the page says why. Resolves to whether it was made.
 *
 * @param said where it says why. Default: at the top of the page
 */
export async function attempt(
  change: () => Promise<unknown>,
  said: Signal<string> = failure,
): Promise<boolean> {
  said.value = '';
  try {
    await change();
    return true;
  } catch (error) {
    said.value = error instanceof Error ? error.message : String(error);
    return false;
  }
}
