/** A view whose code is loaded when it is first shown. */
import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';

/**
 * Makes a component that loads another one and then shows it.
 *
 * @example `later(async () => (await import('../views/plots/plots.tsx')).Plots)`
 */
export function later(load: () => Promise<ComponentType>): ComponentType {
  const loaded = signal<{ readonly View: ComponentType } | undefined>(undefined);
  const problem = signal('');
  const begin = (): void => {
    load().then(
      (View) => {
        loaded.value = { View };
      },
      (error: unknown) => {
        problem.value = String(error);
      },
    );
  };
  let isBegun = false;
  return function Later() {
    if (!isBegun) begin();
    isBegun = true;
    if (loaded.value !== undefined) return <loaded.value.View />;
    return <p class="soft">{problem.value || 'Loading…'}</p>;
  };
}
