/** Keeps the focus near a button that goes away, often by what it does: a keyboard would begin again at the top. */
import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

const FOCUSABLE = 'a[href], button, input, select, textarea';

/** Where the focus may go, nearest first: the rows beside it, then what surrounds it. */
function near(own: HTMLElement): Element[] {
  const row = own.closest('tr');
  const rows = [row?.nextElementSibling, row?.previousElementSibling];
  const around = [own.closest('aside'), own.closest('section'), own.closest('main')];
  return [
    ...rows.flatMap((one) => one?.querySelector('button') ?? []),
    ...around.flatMap((one) => [...(one?.querySelectorAll(FOCUSABLE) ?? [])]),
  ];
}

/** Passes on the focus of an element when it is removed. */
export function usePassedFocus(element: RefObject<HTMLElement | null>): void {
  useLayoutEffect(
    () => () => {
      const own = element.current;
      if (own === null || own !== document.activeElement) return;
      const candidates = near(own);
      // Once all that goes away with it is gone.
      queueMicrotask(() => {
        const next = candidates.find((one) => one.isConnected) as HTMLElement | undefined;
        next?.focus();
      });
    },
    [],
  );
}
