/**
 * The JSON that the page gets from the control plane: types only, derived from what makes it. This is the one file of
 * the page that names sources of the emulator.
 */
import type { ApiKeyView } from '../../control/api-keys.ts';
import type { ClockView } from '../../control/clock.ts';
import type { callView } from '../../control/control-json.ts';
import type { JournalEntryView } from '../../control/journal-routes.ts';
import type { SessionDetailsView, SessionView } from '../../control/sessions.ts';
import type { WorkspaceItem } from '../../control/workspaces.ts';
import type { JsonView } from '../../observe/views.ts';
import type { WorldEvent } from '../../world/model/events.ts';
import type { Entity, Service } from '../../world/resources/catalog.ts';

export type {
  ApiKeyView,
  ClockView,
  JournalEntryView,
  SessionDetailsView,
  SessionView,
  WorkspaceItem,
};

/** A service. */
export type ServiceView = JsonView<Service>;

/** An entity, and from when on its projection finds it. */
export type EntityView = JsonView<Entity & { projected: boolean; projectedAt: Date }>;

/** A call with all its details. */
export type CallView = ReturnType<typeof callView>;

/** The JSON of events of a type. */
type Json<E> = E extends WorldEvent
  ? Omit<JsonView<E>, 'at' | 'injection' | 'workspace_id'> & {
      readonly id: number;
      readonly at: string;
      readonly workspace_id: string | null;
    }
  : never;

/** An event of the stream. */
export type PageEvent = Json<WorldEvent>;

/** A finished request, as the stream of events tells it. */
export type RequestEvent = Json<Extract<WorldEvent, { readonly type: 'request.answered' }>>;
