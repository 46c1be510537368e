/** The views, in the order of their tabs. A view is a file, and a line here. */
import type { ComponentType } from 'preact';
import { Clock } from './views/clock/clock.tsx';
import { Data } from './views/data/data.tsx';
import { Faults } from './views/faults/faults.tsx';
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
  { id: 'faults', title: 'Faults', View: Faults },
  { id: 'clock', title: 'Clock', View: Clock },
  { id: 'data', title: 'Data', View: Data },
];
