/** What one workspace is expected to hold: plain data, and nothing of the emulator's own code. */

/** A delivery to one subscriber; `respondsAt` null once nothing will come of it. */
interface Delivery {
  readonly subscriber: string;
  respondsAt: number | null;
}
/** An accepted event. */
export interface ModelEvent {
  readonly message: string;
  readonly queued: boolean;
  readonly deliveries: Delivery[];
}
/** A simulated agent on a call. */
interface Agent {
  readonly id: string;
  readonly delayMs: number;
}
/** A call. */
export interface ModelCall {
  readonly sid: string;
  readonly service: string | null;
  readonly caller: string;
  readonly direction: 'inbound' | 'outbound';
  readonly scenario: string;
  readonly startedAt: number;
  readonly lengthMs: number | null;
  readonly timeline: { readonly at: number; readonly state: string }[];
  endedAt: number | null;
  agents: Agent[];
  queue: ModelEvent[];
  readonly received: ModelEvent[];
}
/** A conversation and the session it belongs to. */
export interface ModelConversation {
  readonly id: string;
  readonly place: string;
  readonly createdAt: number;
  lastAt: number;
  closed: boolean;
  readonly texts: string[];
}
/** A fault rule about one operation. */
export interface ModelFault {
  readonly id: string;
  readonly operation: 'inject' | 'start';
  readonly status: number;
  readonly after: number;
  readonly times: number;
  seen: number;
  hits: number;
}
/** An entity. */
export interface ModelEntity {
  readonly id: string;
  readonly canonical: string;
  readonly projectedAt: number;
}

/** After so long without a turn a session is over. */
export const IDLE_SECONDS = 900;

/** A workspace as it should be. */
export interface Model {
  now: number;
  readonly calls: Map<string, ModelCall>;
  readonly services: Set<string>;
  readonly entities: Map<string, ModelEntity>;
  readonly conversations: Map<string, ModelConversation>;
  faults: ModelFault[];
}

/** When a call is over. */
export function endOf(call: ModelCall): number {
  const byLength = call.lengthMs === null ? Infinity : call.startedAt + call.lengthMs;
  return Math.min(byLength, call.endedAt ?? Infinity);
}
/** Whether a call goes on. */
export const isOn = (model: Model, call: ModelCall): boolean => model.now < endOf(call);

/** All calls, oldest first. */
export const byAge = ({ calls }: Model): ModelCall[] =>
  [...calls.values()].sort((a, b) => a.startedAt - b.startedAt || (a.sid < b.sid ? -1 : 1));

/** The calls that are listed as active, in their order, as the contract shows them. */
export function activeList(model: Model, workspace: string): unknown[] {
  return byAge(model)
    .filter((call) => isOn(model, call))
    .map((call) => {
      const elapsed = model.now - call.startedAt;
      return {
        call_sid: call.sid,
        service_id: call.service,
        workspace_id: workspace,
        caller_id: call.caller,
        direction: call.direction,
        duration_seconds: elapsed / 1000,
        current_state: call.timeline.filter(({ at }) => at <= elapsed).at(-1)?.state ?? '',
        scenario: call.scenario,
      };
    });
}

/** An event is said into a call. */
export function publish(
  model: Model,
  call: ModelCall,
  message: string,
): 'delivered' | 'queued_no_subscriber' {
  const queued = call.agents.length === 0;
  const event: ModelEvent = { message, queued, deliveries: [] };
  for (const agent of call.agents) deliver(model, event, agent);
  (queued ? call.queue : call.received).push(event);
  return queued ? 'queued_no_subscriber' : 'delivered';
}
function deliver({ now }: Model, event: ModelEvent, { id, delayMs }: Agent): void {
  event.deliveries.push({ subscriber: id, respondsAt: now + delayMs });
}

/** An agent joins; returns how many events drained to it. */
export function join(model: Model, call: ModelCall, agent: Agent): number {
  call.agents.push(agent);
  const drained = call.queue;
  call.queue = [];
  for (const event of drained) {
    deliver(model, event, agent);
    call.received.push(event);
  }
  return drained.length;
}

/** An agent leaves: what it has not responded to, it never will. */
export function leave(model: Model, call: ModelCall, id: string): boolean {
  if (!call.agents.some((one) => one.id === id)) return false;
  call.agents = call.agents.filter((one) => one.id !== id);
  for (const delivery of call.received.flatMap(({ deliveries }) => deliveries)) {
    const { respondsAt, subscriber } = delivery;
    if (subscriber === id && respondsAt !== null && respondsAt > model.now) {
      delivery.respondsAt = null;
    }
  }
  return true;
}

/** The events of a call as the control plane shows them, without ids and times. */
export function injectionList(model: Model, call: ModelCall): unknown[] {
  const over = !isOn(model, call);
  return [...call.received, ...call.queue].map(({ deliveries, message, queued }) => ({
    message,
    queued,
    status: deliveries.length > 0 ? 'delivered' : over ? 'expired' : 'queued',
    delivered_to: deliveries.map(({ subscriber }) => subscriber),
    // Hanging up comes after what is due at the same instant.
    incorporated: deliveries.some(
      ({ respondsAt: at }) =>
        at !== null &&
        at <= model.now &&
        (call.endedAt === null ? at < endOf(call) : at <= call.endedAt),
    ),
  }));
}

/** Whether a conversation still takes turns: open, and not idle for too long. */
export const takesTurns = (model: Model, { closed, lastAt }: ModelConversation): boolean =>
  !closed && model.now < lastAt + IDLE_SECONDS * 1000;

/** The status that a fault gives a request of an operation instead of its own; it is counted. */
export function faultStatus(model: Model, operation: ModelFault['operation']): number | undefined {
  for (const fault of model.faults) {
    // A rule that has fired as often as it may counts no more.
    if (fault.operation !== operation || fault.hits >= fault.times) continue;
    fault.seen++;
    if (fault.seen <= fault.after) continue;
    fault.hits++;
    return fault.status;
  }
  return undefined;
}
