/** A batch in the making: the items so far, and the workspaces as their rules see them. */
import type { WorkspaceId } from '../ports/store.ts';
import type { LoadedWorkspace } from './loaded-workspace.ts';
import { View } from './view.ts';

/** A batch. */
export class Batch {
  readonly #views = new Map<WorkspaceId, View>();
  readonly #closed = new Set<WorkspaceId>();
  readonly #drawn = new Map<string, { count: number; item: number }>();
  #isClosed = false;
  /** The number of the next item, from 1. */
  next = 1;

  /** The workspace with what earlier items decided. */
  viewOf(workspaceId: WorkspaceId, contents: LoadedWorkspace): View {
    const known = this.#views.get(workspaceId);
    if (known !== undefined) return known;
    const view = new View(contents);
    this.#views.set(workspaceId, view);
    return view;
  }

  /** Whether items of a workspace, or of any, must wait for the next batch. */
  isClosed(workspaceId: WorkspaceId | null): boolean {
    return this.#isClosed || (workspaceId !== null && this.#closed.has(workspaceId));
  }

  /** Lets no more items of a workspace in; with null, of none. */
  close(workspaceId: WorkspaceId | null): void {
    if (workspaceId === null) this.#isClosed = true;
    else this.#closed.add(workspaceId);
  }

  /** How many decisions of this batch drew from a stream, and the last of them. */
  drawn(stream: string): { readonly count: number; readonly item: number } | undefined {
    return this.#drawn.get(stream);
  }

  /** Notes that an item drew from a stream. */
  draw(stream: string, item: number): void {
    const before = this.#drawn.get(stream)?.count ?? 0;
    this.#drawn.set(stream, { count: before + 1, item });
  }
}
