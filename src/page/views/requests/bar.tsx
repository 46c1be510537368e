/** The filters of requests, and what stops and empties the list. */
import type { ComponentChildren } from 'preact';
import type { RequestEvent } from '../../api/types.ts';
import { change, route } from '../../state/route.ts';

function Choice({
  label,
  name,
  values,
}: {
  readonly label: string;
  readonly name: string;
  readonly values: readonly string[];
}) {
  const chosen = route.value.params[name] ?? '';
  const all = chosen === '' || values.includes(chosen) ? values : [...values, chosen];
  return (
    <select
      aria-label={label}
      value={chosen}
      onChange={({ currentTarget }) => change({ [name]: currentTarget.value })}
    >
      <option value="">Any {name}</option>
      {all.map((value) => (
        <option key={value}>{value}</option>
      ))}
    </select>
  );
}

const toggles = { refused: 'Refused', unmatched: 'Unmatched', fault: 'Fault fired' };

/** Each value once, in order. */
const distinct = (values: readonly string[]): string[] => [...new Set(values)].sort();

/** The bar. `all`: the requests that the choices are made from. `children`: more buttons. */
export function Bar({
  all,
  children,
}: {
  readonly all: readonly RequestEvent[];
  readonly children: ComponentChildren;
}) {
  const { only = '', path = '' } = route.value.params;
  return (
    <div class="bar" role="toolbar" aria-label="Filters">
      <input
        type="search"
        aria-label="Path"
        placeholder="Path contains…"
        value={path}
        onInput={({ currentTarget }) => change({ path: currentTarget.value })}
      />
      <Choice
        label="Operation"
        name="operation"
        values={distinct(all.flatMap(({ operation }) => operation ?? []))}
      />
      <Choice
        label="Status"
        name="status"
        values={distinct(
          all.flatMap(({ status }) => [`${Math.floor(status / 100)}xx`, `${status}`]),
        )}
      />
      {Object.entries(toggles).map(([kind, text]) => (
        <button
          key={kind}
          type="button"
          aria-pressed={only === kind}
          onClick={() => change({ only: only === kind ? '' : kind })}
        >
          {text}
        </button>
      ))}
      {children}
    </div>
  );
}
