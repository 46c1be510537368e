/** A table of any length: only the rows that can be seen are in the document, each of the same height. */
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { change, hrefWith } from '../state/route.ts';

/** Height of a row and of the head in pixels, as in the stylesheet. */
const ROW = 28;
/** Rows beyond the edges that are in the document, too. */
const BEYOND = 10;

/** A column. */
export interface Column<T> {
  readonly title: string;
  /** A class of its cells: its width, and below which width of the window it is hidden. */
  readonly class: string;
  cell(row: T): ComponentChildren;
  /** The whole text, shown when the pointer rests on it. Default: none. */
  hint?(row: T): string | undefined;
  /** Whether the cell is the link that chooses the row. One column is. */
  readonly isLink?: boolean;
}

/** What a table shows. */
export interface WindowTableProps<T> {
  /** What it is a table of, for screen readers. */
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  keyOf(row: T): string;
  /** A class of the row. Default: none. */
  classOf?(row: T): string;
  /** The parameter of the address that has the key of the chosen row. */
  readonly param: string;
  /** The key of the chosen row; empty when none is. */
  readonly chosen: string;
  /** Called when it is scrolled to its top, and away from it. Default: nobody is told. */
  onTop?(isAtTop: boolean): void;
}

const moves: Readonly<Record<string, (index: number, last: number) => number>> = {
  ArrowDown: (index, last) => Math.min(index + 1, last),
  ArrowUp: (index) => Math.max(index - 1, 0),
  PageDown: (index, last) => Math.min(index + 20, last),
  PageUp: (index) => Math.max(index - 20, 0),
  Home: () => 0,
  End: (_, last) => last,
};

/** The table. Arrow keys, Page Up and Down, Home and End choose another row; Escape chooses none. */
export function WindowTable<T>(props: WindowTableProps<T>) {
  const { label, columns, rows, keyOf, classOf, param, chosen, onTop } = props;
  const box = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ top: 0, height: 800 });
  /** Whether the row that is chosen next gets the focus. */
  const takesFocus = useRef(false);
  const before = useRef(chosen);

  const look = ({ scrollTop, clientHeight }: HTMLDivElement): void =>
    setSeen({ top: scrollTop, height: clientHeight });

  useLayoutEffect(() => {
    const element = box.current as HTMLDivElement;
    const watch = new ResizeObserver(() => look(element));
    watch.observe(element);
    onTop?.(true);
    return () => watch.disconnect();
  }, []);
  useEffect(() => {
    // What had the focus in the details of the row is gone with them.
    const isLeft =
      chosen === '' && before.current !== '' && document.activeElement === document.body;
    const key = isLeft ? before.current : chosen;
    before.current = chosen;
    if (!takesFocus.current && !isLeft) return;
    takesFocus.current = false;
    const place = rows.findIndex((row) => keyOf(row) === key) + 2;
    const link = box.current?.querySelector<HTMLElement>(`[aria-rowindex="${place}"] a`);
    link?.focus({ preventScroll: true });
  }, [chosen]);

  const first = Math.max(Math.floor(seen.top / ROW) - BEYOND, 0);
  const end = Math.min(Math.ceil((seen.top + seen.height) / ROW) + BEYOND, rows.length);
  const shown = rows.slice(first, end);
  const isChosenShown = shown.some((row) => keyOf(row) === chosen);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Escape') change({ [param]: '' });
    const move = moves[event.key];
    const element = box.current;
    if (move === undefined || element === null || rows.length === 0) return;
    event.preventDefault();
    const index = rows.findIndex((row) => keyOf(row) === chosen);
    const next = move(index, rows.length - 1);
    const top = next * ROW;
    if (top < element.scrollTop) element.scrollTop = top;
    const bottom = top + 2 * ROW - element.clientHeight;
    if (bottom > element.scrollTop) element.scrollTop = bottom;
    takesFocus.current = true;
    look(element);
    change({ [param]: keyOf(rows[next] as T) });
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the links in it
    <div
      class="window"
      ref={box}
      onKeyDown={onKeyDown}
      onScroll={({ currentTarget }) => {
        look(currentTarget);
        onTop?.(currentTarget.scrollTop < ROW);
      }}
    >
      <div style={{ padding: `${first * ROW}px 0 ${(rows.length - end) * ROW}px` }}>
        <table aria-label={label} aria-rowcount={rows.length + 1}>
          <thead>
            <tr aria-rowindex={1}>
              {columns.map((column) => (
                <th key={column.title} scope="col" class={column.class}>
                  {column.title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((row, index) => {
              const key = keyOf(row);
              const isChosen = key === chosen;
              const canFocus = isChosen || (!isChosenShown && index === 0);
              return (
                <tr
                  key={key}
                  class={classOf?.(row)}
                  aria-rowindex={first + index + 2}
                  aria-current={isChosen ? 'true' : undefined}
                >
                  {columns.map((column) => (
                    <td key={column.title} class={column.class} title={column.hint?.(row)}>
                      {column.isLink === true ? (
                        <a href={hrefWith({ [param]: key })} tabIndex={canFocus ? 0 : -1}>
                          {column.cell(row)}
                        </a>
                      ) : (
                        column.cell(row)
                      )}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </div>
  );
}
