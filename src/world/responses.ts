/**
 * Announces when simulated agents respond: one scheduled task for each call and delay, however many events
 * were delivered, so that a clock that stands still does not collect a task for each.
 */
import type { Agenda } from './agenda.ts';
import { type CallRecord, type CallSid, isActive } from './calls.ts';
import type { Delivery, Injection } from './channel.ts';
import type { WorldEvent } from './events.ts';
import { limits } from './limits.ts';
import type { Store, WorkspaceId } from './store.ts';

interface Response {
  readonly at: number;
  readonly eventId: string;
  readonly delivery: Delivery;
}

/** Responses in order of time. Those before `head` are given or forgotten. */
interface Run {
  responses: (Response | undefined)[];
  head: number;
}

/** The responses that a call's agents will give. */
interface Planned {
  readonly workspaceId: WorkspaceId;
  readonly callSid: CallSid;
  /** By the agents' delay, in milliseconds: those of one delay come in order of time. */
  readonly runs: Map<number, Run>;
  /** How many responses there are in all runs. */
  count: number;
}

/** The responses of a world's simulated agents. */
export interface Responses {
  /**
   * Plans the responses that an event's deliveries will bring. About `limits.deliveries` are planned of a
   * call; older ones are not announced: the record has forgotten their events.
   */
  plan(workspaceId: WorkspaceId, callSid: CallSid, injection: Injection): void;
}

function takeFirst(planned: Planned, run: Run): Response {
  const response = run.responses[run.head] as Response;
  run.responses[run.head++] = undefined;
  planned.count--;
  if (run.head >= 32 && run.head * 2 >= run.responses.length) {
    run.responses = run.responses.slice(run.head);
    run.head = 0;
  }
  return response;
}

/** What is announced of responses of one time; an agent that left in the meantime gives none. */
function eventsOf(
  { workspaceId, callSid }: Planned,
  call: CallRecord | undefined,
  responses: readonly Response[],
): WorldEvent[] {
  const events: WorldEvent[] = [];
  for (const { at, eventId, delivery } of responses) {
    if (call === undefined || delivery.respondsAt !== at || !isActive(call, at)) continue;
    const { subscriberId } = delivery;
    events.push({
      type: 'injection.incorporated',
      at,
      workspaceId,
      callSid,
      eventId,
      subscriberId,
    });
  }
  return events;
}

/** No response is planned. A workspace's responses go with it. */
export function createResponses(agenda: Agenda, store: Store): Responses {
  const plannedOf = new Map<WorkspaceId, Map<CallSid, Planned>>();

  store.listen((event) => {
    if (event.type === 'workspace.removed') plannedOf.delete(event.workspaceId);
  });

  function find(workspaceId: WorkspaceId, callSid: CallSid): Planned {
    const calls = plannedOf.get(workspaceId) ?? new Map<CallSid, Planned>();
    plannedOf.set(workspaceId, calls);
    let planned = calls.get(callSid);
    if (planned === undefined) {
      planned = { workspaceId, callSid, runs: new Map(), count: 0 };
      calls.set(callSid, planned);
    }
    return planned;
  }

  /** Forgets a run that has nothing left, and what is then empty with it. */
  function forget(planned: Planned, delay: number, run: Run): void {
    const { workspaceId, callSid, runs } = planned;
    if (runs.get(delay) === run) runs.delete(delay);
    const calls = plannedOf.get(workspaceId);
    if (planned.count > 0 || calls?.get(callSid) !== planned) return;
    calls.delete(callSid);
    if (calls.size === 0) plannedOf.delete(workspaceId);
  }

  /** Schedules the first responses of a run; those that follow are scheduled once they were given. */
  function schedule(planned: Planned, delay: number, run: Run): void {
    const { workspaceId, callSid } = planned;
    const next = run.responses[run.head];
    if (next === undefined) {
      forget(planned, delay, run);
      return;
    }
    const { at } = next;
    agenda.plan(workspaceId, at, () => {
      const due: Response[] = [];
      while (run.responses[run.head]?.at === at) due.push(takeFirst(planned, run));
      schedule(planned, delay, run);
      if (due.length === 0) return undefined;
      return store.change('call', workspaceId, callSid, (call) => ({
        keep: call,
        answer: undefined,
        events: eventsOf(planned, call, due),
      }));
    });
  }

  return {
    plan(workspaceId, callSid, { deliveries, eventId }) {
      for (const delivery of deliveries) {
        const { deliveredAt, respondsAt: at } = delivery;
        if (at === null) continue;
        const planned = find(workspaceId, callSid);
        const delay = at - deliveredAt;
        const response = { at, eventId, delivery };
        planned.count++;
        const run = planned.runs.get(delay);
        // A clock that was set back begins another run; the one before goes on by itself.
        if (run === undefined || (run.responses.at(-1)?.at ?? at) > at) {
          const begun: Run = { responses: [response], head: 0 };
          planned.runs.set(delay, begun);
          schedule(planned, delay, begun);
          continue;
        }
        run.responses.push(response);
        if (planned.count > limits.deliveries) takeFirst(planned, run);
      }
    },
  };
}
