/** The views, in the order of their tabs. A view is a file, and a line here. */
import type { ComponentType } from 'preact';
import { later } from './parts/later.tsx';
import { Requests } from './views/requests/requests.tsx';

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
  {
    id: 'world',
    title: 'World',
    View: later(async () => (await import('./views/world/world.tsx')).World),
  },
  {
    id: 'faults',
    title: 'Faults',
    View: later(async () => (await import('./views/faults/faults.tsx')).Faults),
  },
  {
    id: 'clock',
    title: 'Clock',
    View: later(async () => (await import('./views/clock/clock.tsx')).Clock),
  },
  {
    id: 'data',
    title: 'Data',
    View: later(async () => (await import('./views/data/data.tsx')).Data),
  },
  {
    id: 'plots',
    title: 'Plots',
    View: later(async () => (await import('./views/plots/plots.tsx')).Plots),
  },
];
