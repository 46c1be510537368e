/** What is in the chosen workspace, or all workspaces if none is chosen. */
import type { ComponentType } from 'preact';
import { createWorkspace } from '../../api/world.ts';
import { ActionForm } from '../../parts/form.tsx';
import { ShortTable } from '../../parts/short-table.tsx';
import { cut } from '../../parts/texts.ts';
import { change, hrefWith, route } from '../../state/route.ts';
import { chosen, workspaces } from '../../state/workspaces.ts';
import { Calls } from './calls.tsx';
import { Catalog } from './catalog.tsx';
import { Sessions } from './sessions.tsx';

/** A part of the view. `ws`: the id of its workspace. */
type Part = ComponentType<{ readonly ws: string }>;

/** The parts by their names in the address. */
const parts: Readonly<Record<string, readonly [title: string, Part]>> = {
  calls: ['Calls', Calls],
  sessions: ['Text sessions', Sessions],
  catalog: ['Entities, services, keys', Catalog],
};

const contents = { demo: 'Demo', empty: 'Empty' };

const Workspaces = () => (
  <div class="sheet">
    <ShortTable
      caption="Workspaces"
      rows={workspaces.value}
      cells={({ workspace_id, name }) => ({
        Name: <a href={hrefWith({ workspace: workspace_id })}>{cut(name) || 'Without a name'}</a>,
        Id: <code>{workspace_id}</code>,
      })}
      empty="None. Create one below."
    />
    <ActionForm
      label="Create a workspace"
      act={async (given) => change({ workspace: await createWorkspace(given) })}
      fields={{ template: { label: 'Contents', options: contents } }}
    />
  </div>
);

/** The view. */
export function World() {
  const ws = chosen.value;
  if (!workspaces.value.some(({ workspace_id }) => workspace_id === ws)) return <Workspaces />;
  const { part = '' } = route.value.params;
  const [current, Shown] = parts[part] ?? ['Calls', Calls];
  return (
    <>
      <nav class="bar parts" aria-label="Parts of the workspace">
        <a href={hrefWith({ workspace: '' })}>Workspaces</a>
        {Object.entries(parts).map(([name, [title]]) => (
          <a
            key={name}
            href={hrefWith({ part: name })}
            aria-current={title === current ? 'page' : undefined}
          >
            {title}
          </a>
        ))}
      </nav>
      <Shown key={ws} ws={ws} />
    </>
  );
}
