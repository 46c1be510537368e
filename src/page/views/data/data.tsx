/** Reset, snapshots and HAR: of the chosen workspace, or of the world. */
import { useSignal } from '@preact/signals';
import { loadSnapshot, reset, takeHar, takeSnapshot } from '../../api/data.ts';
import { Action } from '../../parts/action.tsx';
import { save } from '../../parts/save.ts';
import { chosen } from '../../state/workspaces.ts';

/** The name of a file. */
const nameOf = (what: string, workspaceId: string): string =>
  `sessions-emulator-${workspaceId.slice(0, 8) || 'world'}.${what}`;

/** Loads the snapshot in a file that the user chooses. */
function Load() {
  const file = useSignal<File | undefined>(undefined);
  const loaded = useSignal('');
  return (
    <div class="actions">
      <label>
        <span>Load a file</span>{' '}
        <input
          type="file"
          onChange={({ currentTarget }) => {
            file.value = currentTarget.files?.[0];
            loaded.value = '';
          }}
        />
      </label>
      {file.value !== undefined && (
        <Action
          label="Load"
          question="Replace the world, or the workspace that the snapshot is of?"
          run={async () => {
            loaded.value = `Workspaces loaded: ${await loadSnapshot(file.value as File)}`;
          }}
        />
      )}
      <span role="status">{loaded.value}</span>
    </div>
  );
}

/** The view. */
export function Data() {
  const id = chosen.value;
  const withKeys = useSignal(false);
  const whose = id === '' ? 'all workspaces' : 'this workspace';
  return (
    <div class="pane" key={id}>
      <section>
        <h2>Reset</h2>
        <p>Gives {whose} the initial contents, clock and rules, and an empty journal.</p>
        <div class="actions">
          <Action label="Reset" question={`Lose what is in ${whose} now?`} run={() => reset(id)} />
        </div>
      </section>
      <section>
        <h2>Snapshot</h2>
        <p>A file with the contents of {whose}.</p>
        <div class="actions">
          <Action
            label="Save snapshot"
            run={async () =>
              save(await takeSnapshot(id, withKeys.value), nameOf('snapshot.json', id))
            }
          />
          <label>
            <input
              type="checkbox"
              checked={withKeys}
              onChange={({ currentTarget }) => {
                withKeys.value = currentTarget.checked;
              }}
            />{' '}
            With API keys
          </label>
        </div>
        <Load />
      </section>
      <section>
        <h2>HAR</h2>
        <p>The requests of one workspace with their responses, as other tools read them.</p>
        <div class="actions">
          {id === '' ? (
            <span class="soft">Choose a workspace at the top.</span>
          ) : (
            <Action label="Save HAR" run={async () => save(await takeHar(id), nameOf('har', id))} />
          )}
        </div>
      </section>
    </div>
  );
}
