/** Buttons and forms that change something. What went wrong is said beside them. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { readAgain } from '../state/live.ts';

/** What makes a change. If it rejects, the reason is shown. */
type Change<T> = (given: T) => Promise<unknown>;

/** Makes one change at a time. Returns why the last one failed, and a function that resolves to whether one was made. */
function useAction() {
  const [state, setState] = useState({ isBusy: false, problem: '' });
  async function run(change: () => Promise<unknown>): Promise<boolean> {
    if (state.isBusy) return false;
    setState({ isBusy: true, problem: '' });
    let problem = '';
    await change().catch((error: unknown) => {
      problem = error instanceof Error ? error.message : String(error);
    });
    setState({ isBusy: false, problem });
    readAgain();
    return problem === '';
  }
  return { ...state, run };
}

const Problem = ({ text }: { readonly text: string }) => (
  <span class="refusal" role="alert">
    {text}
  </span>
);

/** A button. `name`: what it says to screen readers, if its label alone is not clear. */
export function ActionButton({
  label,
  name,
  act,
}: {
  readonly label: string;
  readonly name?: string;
  readonly act: () => Promise<unknown>;
}) {
  const { problem, isBusy, run } = useAction();
  return (
    <>
      <button type="button" aria-label={name} aria-busy={isBusy} onClick={() => void run(act)}>
        {label}
      </button>
      <Problem text={problem} />
    </>
  );
}

/** A field of a form: its label, and the attributes of its `input`; or the texts of a choice by their values. */
export type Field = JSX.IntrinsicElements['input'] & {
  readonly label: string;
  readonly options?: Readonly<Record<string, string>>;
};

/** What a form gives: numbers of number fields, else texts; nothing for an empty field. */
export type Given = Readonly<Record<string, string | number>>;

function given(form: HTMLFormElement): Given {
  const controls = [...form.elements] as HTMLInputElement[];
  const filled = controls.filter(({ name, value }) => name !== '' && value !== '');
  return Object.fromEntries(
    filled.map(({ name, type, value }) => [name, type === 'number' ? Number(value) : value]),
  );
}

/** A form. When `act` resolves, its fields are empty again. `fields`: by their names. */
export function ActionForm({
  label,
  act,
  fields,
}: {
  /** Its name, and the text of its button. */
  readonly label: string;
  readonly act: Change<Given>;
  readonly fields: Readonly<Record<string, Field>>;
}) {
  const { problem, isBusy, run } = useAction();
  return (
    <form
      class="action"
      aria-label={label}
      onSubmit={async (event) => {
        event.preventDefault();
        const form = event.currentTarget;
        if (await run(() => act(given(form)))) form.reset();
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
      <button type="submit" aria-busy={isBusy}>
        {label}
      </button>
      <Problem text={problem} />
    </form>
  );
}
