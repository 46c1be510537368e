/** JSON of the control plane as values of the typed API: camelCase names, and times as they are there. */
import type { WorldEvent } from '../../world/model/events.ts';
import type { Json } from './control-client.ts';

const ownName = (name: string): string => name.replace(/_(.)/g, (_, first) => first.toUpperCase());

function mapped(json: unknown, timeOf: (ms: number) => unknown): unknown {
  if (Array.isArray(json)) return json.map((one) => mapped(one, timeOf));
  if (typeof json !== 'object' || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [
      ownName(name),
      // Times have such names, and nothing else has (`observe/views.ts`).
      typeof value === 'string' && /(^|_)at$/.test(name)
        ? timeOf(Date.parse(value))
        : mapped(value, timeOf),
    ]),
  );
}

/** JSON of a view, with times as `Date`. */
export const withDates = <T>(json: unknown): T => mapped(json, (ms) => new Date(ms)) as T;

/** JSON of a view, with times in milliseconds since 1970. */
export const withMs = <T>(json: unknown): T => mapped(json, (ms) => ms) as T;

/** A world event from its JSON, which has the fields of an injection beside its own. */
export function worldEventOf({ id: _, exchange, ...json }: Json): WorldEvent {
  const { eventId, message, sender, eventType, injectedAt, queued, ...event } = withMs<Json>(json);
  if (exchange !== undefined) return { ...event, turnIndex: exchange } as unknown as WorldEvent;
  if (message === undefined) {
    return { ...event, ...(eventId !== undefined && { eventId }) } as unknown as WorldEvent;
  }
  const injection = { eventId, message, sender, eventType, injectedAt, queued };
  return { ...event, injection } as unknown as WorldEvent;
}
