/** How a form makes its change. */
import { type Signal, useSignal } from '@preact/signals';
import { attempt } from '../state/attempt.ts';

/** What stands in the fields of a form. */
const textOf = (form: HTMLFormElement): string => JSON.stringify([...new FormData(form).entries()]);

/**
 * For the `onSubmit` of a form: one change at a time. When it is made, the fields are empty again, unless somebody has
 * written in them since.
 *
 * @param act makes the change
 * @param said where it says why a change was refused
 */
export function useSubmit(act: (form: HTMLFormElement) => Promise<unknown>, said: Signal<string>) {
  const isBusy = useSignal(false);
  async function onSubmit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (isBusy.value) return;
    const form = event.currentTarget as HTMLFormElement;
    const sent = textOf(form);
    isBusy.value = true;
    if ((await attempt(() => act(form), said)) && textOf(form) === sent) form.reset();
    isBusy.value = false;
  }
  return { isBusy, onSubmit };
}
