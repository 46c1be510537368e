/** The vendor's stream of workspace events, read over a real socket. */
import { type Json, openStream } from './control.ts';
import { demoKey } from './http.ts';
import { WS } from './world.ts';

/** A reader of the stream of a workspace. It has left when the test ends. */
export async function workspaceEvents(url: string, lastEventId?: string, workspaceId = WS) {
  const stream = await openStream(`${url}/v1/${workspaceId}/events/stream`, {
    ...demoKey,
    ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
  });
  /** What came, as the vendor's client shows it: the type is a field again. */
  const told = () =>
    stream.events.map(({ event, data }): Json => ({ event_type: event, ...JSON.parse(data) }));
  return { ...stream, told, types: () => told().map(({ event_type }) => event_type) };
}
