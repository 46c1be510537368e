/** The frame of the page: name, tabs, workspace, the state of the stream, and the chosen view. */
import { signal } from '@preact/signals';
import { origin, readVersion } from './api/client.ts';
import { TokenForm } from './parts/token-form.tsx';
import { failure } from './state/attempt.ts';
import { change, hrefOf, route } from './state/route.ts';
import { type Connection, connection, lost } from './state/stream.ts';
import { chosen, titleOf, workspaces } from './state/workspaces.ts';
import { type View, views } from './views.ts';

const version = signal('');
readVersion().then(
  (found) => {
    version.value = found;
  },
  // The stream shows that the emulator does not respond.
  () => undefined,
);

const stateTexts: Readonly<Record<Connection['status'], string>> = {
  connecting: 'Connecting',
  live: 'Live',
  gone: 'No response',
  refused: 'Refused',
  locked: 'Locked',
};

function ConnectionState() {
  const { status } = connection.value;
  return (
    <span class={`state ${status}`} role="status">
      {stateTexts[status]}
    </span>
  );
}

function WorkspaceChoice() {
  const known = workspaces.value.some((one) => one.workspace_id === chosen.value);
  return (
    <label class="workspace">
      <span>Workspace</span>
      <select
        value={chosen.value}
        onChange={(event) => change({ workspace: event.currentTarget.value })}
      >
        <option value="">All</option>
        {chosen.value !== '' && !known && <option value={chosen.value}>{chosen.value}</option>}
        {workspaces.value.map((one) => (
          <option key={one.workspace_id} value={one.workspace_id}>
            {titleOf(one)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Tabs({ current }: { readonly current: View }) {
  return (
    <nav aria-label="Views">
      {views.map(({ id, title }) => (
        <a key={id} href={hrefOf(id)} aria-current={id === current.id ? 'page' : undefined}>
          {title}
        </a>
      ))}
    </nav>
  );
}

/** What keeps the page from being up to date, and why a change failed. */
function Problems() {
  const state = connection.value;
  return (
    <div role="alert">
      {state.status === 'gone' && (
        <p class="problem">The emulator at {origin} does not respond. It is asked again.</p>
      )}
      {state.status === 'refused' && (
        <p class="problem">The emulator refuses: {state.why} It is asked again.</p>
      )}
      {failure.value !== '' && (
        <p class="problem">
          {failure.value}{' '}
          <button
            type="button"
            onClick={() => {
              failure.value = '';
            }}
          >
            Close
          </button>
        </p>
      )}
      {lost.value > 0 && (
        <p class="problem">
          Up to {lost.value} events are missing: they were evicted before they were read.
        </p>
      )}
    </div>
  );
}

/** The page. */
export function App() {
  const current = views.find(({ id }) => id === route.value.view) ?? (views[0] as View);
  return (
    <>
      <header class="top">
        <h1>
          <a href={origin === '' ? '/' : `${origin}/`}>sessions-emulator</a>{' '}
          <small>{version.value}</small>
        </h1>
        <Tabs current={current} />
        <WorkspaceChoice />
        <ConnectionState />
      </header>
      <Problems />
      <main>{connection.value.status === 'locked' ? <TokenForm /> : <current.View />}</main>
    </>
  );
}
