/**
 * The JSON that the page gets from the control plane: types only, derived from what makes it. This is the one file of
 * the page that names sources of the emulator.
 */
import type { FiguresView } from '../../control/figures.ts';
import type { JournalEntryView } from '../../control/journal-routes.ts';
import type { WorkspaceItem } from '../../control/workspaces.ts';
import type { JsonView } from '../../observe/views.ts';
import type { WorldEvent } from '../../world/model/events.ts';

export type { FiguresView, JournalEntryView, WorkspaceItem };

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
