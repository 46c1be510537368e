/** The details of a row, beside its table. */
import type { ComponentChildren } from 'preact';
import { change, hrefWith } from '../state/route.ts';

/** Shows details. A link and Escape close them. `param`: the parameter of the address that has the chosen row. */
export const DetailsBox = ({
  label,
  param,
  children,
}: {
  readonly label: string;
  readonly param: string;
  readonly children: ComponentChildren;
}) => (
  <aside
    aria-label={label}
    onKeyDown={({ key }) => {
      if (key === 'Escape') change({ [param]: '' });
    }}
  >
    <a class="close" href={hrefWith({ [param]: '' })} aria-label="Close details">
      ✕
    </a>
    {children}
  </aside>
);

/** Names with values, without those that have none. */
export const Facts = ({
  facts,
}: {
  readonly facts: Readonly<Record<string, ComponentChildren>>;
}) => (
  <dl>
    {Object.entries(facts).map(
      ([name, value]) =>
        value != null && (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
    )}
  </dl>
);
