/** The fault rules of a workspace, with how often each fired. */
import { listFaults, removeFault, removeFaults } from '../../api/faults.ts';
import type { FaultView, PageEvent } from '../../api/types.ts';
import { Action } from '../../parts/action.tsx';
import { LiveCount } from '../../parts/live-count.tsx';
import { OneWorkspace } from '../../parts/one-workspace.tsx';
import { useLive } from '../../state/live.ts';
import { hashOf } from '../../state/route.ts';
import { NewRule } from './form.tsx';
import { ruleText } from './rule.ts';

/** Requests are counted by rules that do not fire, too. */
const isAbout =
  (workspaceId: string) =>
  ({ type, workspace_id }: PageEvent): boolean =>
    workspace_id === workspaceId && /^(fault|workspace|request)\./.test(type);

function Fired({ rule }: { readonly rule: FaultView }) {
  const { hits, seen, times } = rule;
  return (
    <>
      {hits === 0 ? <span class="mark">never fired</span> : <b>{hits}</b>}{' '}
      <span class="soft">of {seen}</span>{' '}
      {times !== null && hits >= times && <span class="soft">used up</span>}
    </>
  );
}

function Row({ rule, workspaceId }: { readonly rule: FaultView; readonly workspaceId: string }) {
  const { call_sid, fault_id, operation } = rule;
  return (
    <tr>
      <td>
        {operation ?? 'any request'}
        {call_sid !== null && <code class="cut">{call_sid}</code>}
      </td>
      <td>{ruleText(rule)}</td>
      <td>
        <Fired rule={rule} />
      </td>
      <td>
        <Action
          label="Remove"
          name={`Remove ${fault_id}`}
          run={() => removeFault(workspaceId, fault_id)}
        />
      </td>
    </tr>
  );
}

function Rules({ workspaceId }: { readonly workspaceId: string }) {
  const rules = useLive(() => listFaults(workspaceId), isAbout(workspaceId), [workspaceId]);
  if (rules === undefined) return <p class="soft">Reading…</p>;
  if (rules.length === 0) {
    return (
      <p>
        No fault rule. Add one, and requests of your client fail as it says until it is removed.
      </p>
    );
  }
  const idle = rules.filter(({ hits }) => hits === 0).length;
  const fired = hashOf({ view: 'requests', params: { workspace: workspaceId, only: 'fault' } });
  return (
    <>
      <div class="actions">
        <LiveCount
          text={`${rules.length} ${rules.length === 1 ? 'rule' : 'rules'}, ${idle} never fired`}
        />
        <a href={fired}>Requests they fired for</a>
        <Action label="Remove all" run={() => removeFaults(workspaceId)} />
      </div>
      <table class="rules">
        <caption>In order: the first that fires decides</caption>
        <thead>
          <tr>
            <th scope="col">Requests</th>
            <th scope="col">Rule</th>
            <th scope="col">Fired</th>
            <th scope="col">
              <span class="unseen">Remove</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule) => (
            <Row key={rule.fault_id} rule={rule} workspaceId={workspaceId} />
          ))}
        </tbody>
      </table>
    </>
  );
}

/** The view. */
export function Faults() {
  return (
    <OneWorkspace>
      {(workspaceId) => (
        <div class="pane faults">
          <section aria-label="Fault rules">
            <Rules workspaceId={workspaceId} />
          </section>
          <NewRule workspaceId={workspaceId} />
        </div>
      )}
    </OneWorkspace>
  );
}
