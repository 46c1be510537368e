/**
 * The JSON that the page gets from the control plane: types only, derived from what makes it. This is the one file of
 * the page that names sources of the emulator.
 */
import type { ApiKeyView } from '../../control/api-keys.ts';
import type { ClockView } from '../../control/clock.ts';
import type { callView } from '../../control/control-json.ts';
import type { DueView } from '../../control/due.ts';
import type { FiguresView } from '../../control/figures.ts';
import type { JournalEntryView } from '../../control/journal-routes.ts';
import type { SessionDetailsView, SessionView } from '../../control/sessions.ts';
import type { WorkspaceItem } from '../../control/workspaces.ts';
import type { JsonView } from '../../observe/views.ts';
import type { WorldEvent } from '../../world/model/events.ts';
import type { Entity, Service } from '../../world/resources/catalog.ts';
import type { FaultOptions } from '../../world/resources/faults.ts';

export type {
  ApiKeyView,
  ClockView,
  DueView,
  FiguresView,
  JournalEntryView,
  SessionDetailsView,
  SessionView,
  WorkspaceItem,
};

/** A fault rule as it is given. */
export type NewFault = Partial<JsonView<Omit<Required<FaultOptions>, 'ttlSeconds'>>> & {
  readonly ttl?: number | null;
};

/** A fault rule with its counts. */
export type FaultView = Required<NewFault> & {
  readonly fault_id: string;
  /** How many times it fired, and how many requests it was evaluated for. */
  readonly hits: number;
  readonly seen: number;
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
