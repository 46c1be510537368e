/**
 * Announces when simulated agents respond: one scheduled task for each call and time, however many events
 * were delivered, so that a clock that stands still does not collect a task for each.
 */
import type { Agenda } from './agenda.ts';
import { type CallSid, isActive } from './calls.ts';
import type { Delivery, Injection } from './channel.ts';
import { limits } from './limits.ts';
import type { Store, WorkspaceId } from './store.ts';

interface Response {
  readonly eventId: string;
  readonly delivery: Delivery;
}

/** The responses of one time. Those before `head` are forgotten. */
interface Due {
  readonly cancel: () => void;
  responses: (Response | undefined)[];
  head: number;
}

/** The responses that a call's agents will give. */
interface Planned {
  /** By time; the times in the order in which they were planned. */
  readonly due: Map<number, Due>;
  count: number;
}

/** The responses of a world's simulated agents. */
export interface Responses {
  /**
   * Plans the responses that an event's deliveries will bring. Of a call, the newest `limits.deliveries`
   * are planned: of the older ones the record has been forgotten.
   */
  plan(workspaceId: WorkspaceId, callSid: CallSid, injection: Injection): void;
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
    const planned = calls.get(callSid) ?? { due: new Map<number, Due>(), count: 0 };
    calls.set(callSid, planned);
    return planned;
  }

  /** Takes the responses of a time out, and what is then empty with them. */
  function take(workspaceId: WorkspaceId, callSid: CallSid, at: number): Response[] {
    const calls = plannedOf.get(workspaceId);
    const planned = calls?.get(callSid);
    const due = planned?.due.get(at);
    if (calls === undefined || planned === undefined || due === undefined) return [];
    planned.due.delete(at);
    planned.count -= due.responses.length - due.head;
    if (planned.due.size === 0) calls.delete(callSid);
    if (calls.size === 0) plannedOf.delete(workspaceId);
    return due.responses.slice(due.head) as Response[];
  }

  async function announce(workspaceId: WorkspaceId, callSid: CallSid, at: number): Promise<void> {
    const responses = take(workspaceId, callSid, at);
    await store.change('call', workspaceId, callSid, (call) => {
      // An agent that left in the meantime responds to nothing.
      const given =
        call !== undefined && isActive(call, at)
          ? responses.filter(({ delivery }) => delivery.respondsAt === at)
          : [];
      const events = given.map(({ eventId, delivery: { subscriberId } }) => {
        const type = 'injection.incorporated' as const;
        return { type, at, workspaceId, callSid, eventId, subscriberId };
      });
      return { keep: call, answer: undefined, events };
    });
  }

  function forgetOldest(planned: Planned): void {
    const [oldest] = planned.due;
    if (oldest === undefined) return;
    const [at, due] = oldest;
    due.responses[due.head++] = undefined;
    planned.count--;
    if (due.head === due.responses.length) {
      planned.due.delete(at);
      due.cancel();
    } else if (due.head * 2 > due.responses.length) {
      due.responses = due.responses.slice(due.head);
      due.head = 0;
    }
  }

  return {
    plan(workspaceId, callSid, { deliveries, eventId }) {
      let planned: Planned | undefined;
      for (const delivery of deliveries) {
        const { respondsAt: at } = delivery;
        if (at === null) continue;
        planned ??= find(workspaceId, callSid);
        let due = planned.due.get(at);
        if (due === undefined) {
          const cancel = agenda.plan(workspaceId, at, () => announce(workspaceId, callSid, at));
          due = { cancel, responses: [], head: 0 };
          planned.due.set(at, due);
        }
        due.responses.push({ eventId, delivery });
        if (++planned.count > limits.deliveries) forgetOldest(planned);
      }
    },
  };
}
