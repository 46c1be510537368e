/** Adds a rule: by a preset, or by all of its fields. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { origin } from '../../api/client.ts';
import { addFault, listOperations } from '../../api/faults.ts';
import { Action, Problem } from '../../parts/action.tsx';
import { useSubmit } from '../../parts/submit.ts';
import { useLive } from '../../state/live.ts';
import { choices, fields, presets, ruleOf } from './rule.ts';

/** A field, with the name that the control plane has for it. `words`: what it may be. Default: anything. */
function Field({ name, words }: { readonly name: string; readonly words?: readonly string[] }) {
  const id = `rule-${name}`;
  return (
    <div>
      <label htmlFor={id}>{name}</label>
      {words === undefined ? (
        <input id={id} name={name} autocomplete="off" />
      ) : (
        <select id={id} name={name}>
          {words.map((word) => (
            <option key={word} value={word}>
              {word || '–'}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}

/** The form. The presets are for the requests that it names, too. */
export function NewRule({ workspaceId }: { readonly workspaceId: string }) {
  const form = useRef<HTMLFormElement>(null);
  const said = useSignal('');
  // They stay the same while the emulator runs.
  const operations = useLive(listOperations, () => false) ?? [];
  const given = () => ruleOf(new FormData(form.current as HTMLFormElement));
  const { isBusy, onSubmit } = useSubmit(() => addFault(workspaceId, given()), said);
  return (
    <form ref={form} aria-label="New fault rule" onSubmit={onSubmit}>
      <fieldset class="fields">
        <legend>For which requests</legend>
        <Field name="operation" words={['', ...operations]} />
        <Field name="call_sid" />
      </fieldset>
      <h2>Add at once</h2>
      <p class="actions">
        {Object.entries(presets).map(([label, rule]) => (
          <Action
            key={label}
            label={label}
            run={() => {
              const { operation = null, call_sid = null } = given();
              return addFault(workspaceId, { ...rule, operation, call_sid });
            }}
          />
        ))}
      </p>
      <fieldset class="fields">
        <legend>Or say what happens, and how often</legend>
        {Object.entries(choices).map(([name, words]) => (
          <Field key={name} name={name} words={words} />
        ))}
        {fields.map((name) => (
          <Field key={name} name={name} />
        ))}
      </fieldset>
      <p class="actions">
        <button type="submit" aria-busy={isBusy.value}>
          Add rule
        </button>
        <Problem said={said} />
      </p>
      <p class="soft">
        See the <a href={`${origin}/_emulator/docs`}>reference</a>. Delays wait while the clock is
        frozen.
      </p>
    </form>
  );
}
