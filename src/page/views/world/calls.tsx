/** The calls of a workspace. */
import type { CallView, PageEvent } from '../../api/types.ts';
import { listCalls, placeCall } from '../../api/world.ts';
import { ActionForm, type Fields } from '../../parts/form.tsx';
import { cut, shortId } from '../../parts/texts.ts';
import type { Column } from '../../parts/window-table.tsx';
import { change } from '../../state/route.ts';
import { CallDetails, stateOf } from './call-details.tsx';
import { useInWorkspace } from './in-workspace.ts';
import { List } from './list.tsx';
import { Running } from './running.tsx';

const columns: readonly Column<CallView>[] = [
  {
    title: 'Call',
    class: 'id',
    isLink: true,
    cell: ({ call_sid }) => shortId(call_sid),
    hint: ({ call_sid }) => call_sid,
  },
  { title: 'State', class: 'about', cell: stateOf },
  { title: 'Duration', class: 'figure', cell: (call) => <Running call={call} /> },
  { title: 'Subscribers', class: 'figure extra', cell: ({ subscribers }) => subscribers.length },
  { title: 'Queue', class: 'figure', cell: ({ queue }) => queue.length },
  { title: 'Caller', class: 'extra', cell: ({ caller_id }) => cut(caller_id) },
  { title: 'Scenario', class: 'extra', cell: ({ scenario }) => cut(scenario) },
];

const fields: Fields = {
  call_sid: { label: 'Call sid', placeholder: 'generated' },
  caller_id: { label: 'Caller', placeholder: '+15550100000' },
  subscribers: { label: 'Subscribers', type: 'number', placeholder: '0' },
  length_seconds: { label: 'Ends after (s)', type: 'number', step: 'any', placeholder: 'never' },
};

/** Events that change what the list shows. What is delivered at once changes nothing. */
const changesList = ({ type }: PageEvent): boolean =>
  /^(call|subscriber|workspace|clock)\.|^injection\.(queued|drained|requeued|expired)/.test(type);

/** The part. */
export const Calls = ({ ws }: { readonly ws: string }) => (
  <List
    name="Calls"
    rows={useInWorkspace(ws, listCalls, changesList)}
    columns={columns}
    keyOf={({ call_sid }) => call_sid}
    param="call"
    form={
      <ActionForm
        label="Place a call"
        fields={fields}
        act={async (given) => change({ call: (await placeCall(ws, given)).call_sid })}
      />
    }
    details={(call) => <CallDetails key={call.call_sid} ws={ws} listed={call} />}
  />
);
