/** Changes that the user asks for, and what went wrong with the last one. */
import { signal } from '@preact/signals';

/** Why the last change was refused or failed; empty if it was not. */
export const failure = signal('');

/** Makes a change. If the emulator refuses it or does not respond, the page says why. Resolves to whether it was made. */
export async function attempt(change: () => Promise<unknown>): Promise<boolean> {
  failure.value = '';
  try {
    await change();
    return true;
  } catch (error) {
    failure.value = error instanceof Error ? error.message : String(error);
    return false;
  }
}
