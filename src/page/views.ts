/** The views, in the order of their tabs. A view is a file, and a line here. */
import type { ComponentType } from 'preact';
import { Requests } from './views/requests/requests.tsx';
import { World } from './views/world/world.tsx';

/** A view of the page. */
export interface View {
  /** Its name in the address. */
  readonly id: string;
  /** The text of its tab. */
  readonly title: string;
  readonly View: ComponentType;
}

/** All views. The first is shown when the address names none. */
export const views: readonly View[] = [
  { id: 'requests', title: 'Requests', View: Requests },
  { id: 'world', title: 'World', View: World },
];
