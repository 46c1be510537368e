/** A form that makes a change, with the reason beside its button when the change was refused. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { attempt } from '../state/attempt.ts';
import { Problem } from './action.tsx';

/** A field: its label, and the attributes of its `input`; or the texts of a choice by their values. */
export type Field = JSX.IntrinsicElements['input'] & {
  readonly label: string;
  readonly options?: Readonly<Record<string, string>>;
};

/** Fields by their names. */
export type Fields = Readonly<Record<string, Field>>;

/** What a form gives: numbers of number fields, else texts; nothing for an empty field. */
export type Given = Readonly<Record<string, string | number>>;

function given(form: HTMLFormElement): Given {
  const controls = [...form.elements] as HTMLInputElement[];
  const filled = controls.filter(({ name, value }) => name !== '' && value !== '');
  return Object.fromEntries(
    filled.map(({ name, type, value }) => [name, type === 'number' ? Number(value) : value]),
  );
}

/** The form. It makes one change at a time; when `act` resolves, its fields are empty again. */
export function ActionForm({
  label,
  act,
  fields,
}: {
  /** Its name, and the text of its button. */
  readonly label: string;
  act(given: Given): Promise<unknown>;
  readonly fields: Fields;
}) {
  const said = useSignal('');
  const isBusy = useSignal(false);
  return (
    <form
      class="action"
      aria-label={label}
      onSubmit={async (event) => {
        event.preventDefault();
        if (isBusy.value) return;
        const form = event.currentTarget;
        isBusy.value = true;
        if (await attempt(() => act(given(form)), said)) form.reset();
        isBusy.value = false;
      }}
    >
      {Object.entries(fields).map(([name, { label: text, options, ...input }]) => (
        // biome-ignore lint/a11y/noLabelWithoutControl: the control is in it
        <label key={name}>
          <span>{text}</span>
          {options === undefined ? (
            <input autocomplete="off" {...input} name={name} />
          ) : (
            <select name={name}>
              {Object.entries(options).map(([value, shown]) => (
                <option key={value} value={value}>
                  {shown}
                </option>
              ))}
            </select>
          )}
        </label>
      ))}
      <button type="submit" aria-busy={isBusy.value}>
        {label}
      </button>
      <Problem said={said} />
    </form>
  );
}
