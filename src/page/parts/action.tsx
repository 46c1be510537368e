/** A button that makes a change, with the reason beside it when the change was refused. */
import { type Signal, useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { attempt } from '../state/attempt.ts';
import { usePassedFocus } from './pass-focus.ts';

/** Why a change was refused; nothing while it was not. */
export function Problem({ said }: { readonly said: Signal<string> }) {
  return (
    <span class="said" role="alert">
      {said.value}
    </span>
  );
}

/** What a button does. */
export interface ActionProps {
  readonly label: string;
  /** What it is for, where the label alone does not say it, as in a row of a table. Default: the label. */
  readonly name?: string;
  /** Shown when the pointer rests on it. Default: none. */
  readonly hint?: string;
  /** What it asks first, for a change that cannot be undone. Default: it does not ask. */
  readonly question?: string;
  run(): Promise<unknown>;
}

/** The answer that does nothing has the focus, so that Enter alone does nothing. */
const focus = (element: HTMLElement | null): void => element?.focus();

/** The button. */
export function Action({ label, name, hint, question, run }: ActionProps) {
  const said = useSignal('');
  const isAsking = useSignal(false);
  const button = useRef<HTMLButtonElement>(null);
  usePassedFocus(button);
  const end = (): void => {
    button.current?.focus();
    isAsking.value = false;
  };
  return (
    <>
      <button
        type="button"
        ref={button}
        aria-label={name}
        title={hint}
        aria-expanded={question === undefined ? undefined : isAsking.value}
        onClick={() => {
          if (question === undefined) void attempt(run, said);
          else isAsking.value = !isAsking.value;
        }}
      >
        {label}
      </button>
      {isAsking.value && (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is a block
        <span
          class="question"
          role="group"
          aria-label={question}
          onKeyDown={({ key }) => {
            if (key === 'Escape') end();
          }}
        >
          {question}{' '}
          <button
            type="button"
            class="danger"
            onClick={() => {
              end();
              void attempt(run, said);
            }}
          >
            {label}
          </button>{' '}
          <button type="button" ref={focus} onClick={end}>
            Cancel
          </button>
        </span>
      )}
      <Problem said={said} />
    </>
  );
}
