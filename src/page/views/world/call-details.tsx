/** One call: its facts, and what can be done with it. */
import { inject } from '../../api/as-client.ts';
import type { CallView } from '../../api/types.ts';
import { attach, changeState, detach, hangUp, readCall } from '../../api/world.ts';
import { Action } from '../../parts/action.tsx';
import { DetailsBox, Facts } from '../../parts/details.tsx';
import { ActionForm, type Fields } from '../../parts/form.tsx';
import { ShortTable } from '../../parts/short-table.tsx';
import { cut, timeOf } from '../../parts/texts.ts';
import { useInWorkspace } from './in-workspace.ts';
import { Running } from './running.tsx';

/** The state of a call, as it is shown. */
export const stateOf = ({ active, current_state }: CallView): string =>
  active ? cut(current_state) || 'none' : 'ended';

const stateFields: Fields = { state: { label: 'State', required: true } };
const eventFields: Fields = {
  message: { label: 'Message', required: true },
  sender: { label: 'Sender', placeholder: 'Operator' },
  event_type: {
    label: 'Type',
    options: { external_event: 'external_event', guidance: 'guidance' },
  },
};
const subscriberFields: Fields = {
  subscriber_id: { label: 'Subscriber', placeholder: 'generated' },
  response_delay_seconds: {
    label: 'Responds after (s)',
    type: 'number',
    step: 'any',
    placeholder: '1',
  },
};

const Actions = ({ ws, sid }: { readonly ws: string; readonly sid: string }) => (
  <>
    <ActionForm label="Inject" fields={eventFields} act={(event) => inject(ws, sid, event)} />
    <ActionForm
      label="Attach"
      fields={subscriberFields}
      act={(subscriber) => attach(ws, sid, subscriber)}
    />
    <ActionForm
      label="Set state"
      fields={stateFields}
      act={(given) => changeState(ws, sid, given)}
    />
    <p>
      <Action label="Hang up" run={() => hangUp(ws, sid)} />
    </p>
  </>
);

const Subscribers = ({ ws, call }: { readonly ws: string; readonly call: CallView }) => (
  <ShortTable
    caption="Subscribers"
    rows={call.subscribers}
    keyOf={({ subscriber_id }) => subscriber_id}
    cells={({ subscriber_id: id, kind, joined_at }) => ({
      Since: timeOf(joined_at),
      Id: cut(id),
      Kind: kind,
      Action: call.active && (
        <Action
          label="Detach"
          name={`Detach ${cut(id)}`}
          run={() => detach(ws, call.call_sid, id)}
        />
      ),
    })}
    empty="None. Events wait in the queue."
  />
);

type Injection = CallView['injections'][number];

const eventCells = ({ injected_at, sender, message }: Injection) => ({
  Time: timeOf(injected_at),
  Sender: cut(sender),
  Message: cut(message),
});

/** The queue, then what was delivered or expired, then what agents said of it. */
function Logs({ call: { injections, queue, transcript } }: { readonly call: CallView }) {
  const messages = new Map(injections.map(({ event_id, message }) => [event_id, message]));
  return (
    <>
      <ShortTable caption="Queue" rows={queue} cells={eventCells} empty="Empty." />
      <ShortTable
        caption="Events, newest first"
        rows={injections.toReversed()}
        cells={(one) => ({
          ...eventCells(one),
          Result: one.incorporated_at === null ? one.status : 'incorporated',
        })}
        empty="None yet."
      />
      <ShortTable
        caption="Transcript, newest first"
        rows={transcript.toReversed()}
        cells={({ at, subscriber_id, incorporated }) => ({
          Time: timeOf(at),
          Subscriber: cut(subscriber_id),
          Incorporated: incorporated.map((id) => cut(messages.get(id) ?? id)).join(' · '),
        })}
        empty="No agent has responded yet."
      />
    </>
  );
}

/** The details. `listed`: the call as the list has it, until it is read. */
export function CallDetails({ ws, listed }: { readonly ws: string; readonly listed: CallView }) {
  const { call_sid: sid } = listed;
  const call =
    useInWorkspace(
      ws,
      () => readCall(ws, sid),
      (event) =>
        event.type === 'clock.changed' || ('call_sid' in event && String(event.call_sid) === sid),
    ) ?? listed;
  return (
    <DetailsBox label="Details of the call" param="call">
      <h2>
        Call <code>{cut(sid)}</code>
      </h2>
      <Facts
        facts={{
          State: stateOf(call),
          Duration: <Running call={call} />,
          Started: call.started_at,
          Ended: call.ended_at,
          Caller: `${cut(call.caller_id)}, ${call.direction}`,
          Scenario: cut(call.scenario) || null,
          Service: call.service_id,
          'Ends after': call.length_seconds && `${call.length_seconds} s`,
        }}
      />
      {call.active && <Actions ws={ws} sid={sid} />}
      <Subscribers ws={ws} call={call} />
      <Logs call={call} />
    </DetailsBox>
  );
}
