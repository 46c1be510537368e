/** A form that makes a change, with the reason beside its button when the change was refused. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Problem } from './action.tsx';
import { useSubmit } from './submit.ts';

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

/** The form. It makes its changes as `useSubmit` does. */
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
  const { isBusy, onSubmit } = useSubmit((form) => act(given(form)), said);
  return (
    <form class="action" aria-label={label} onSubmit={onSubmit}>
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
