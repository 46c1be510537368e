/** One plot: lines over the last ten minutes, with what they were at the pointer. */
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { SECONDS } from './seconds.ts';

/** Height of a plot in pixels. Its width is that of its place. */
const HEIGHT = 180;
/** The seconds of the buckets: 0 is the last one. */
const ages = Array.from({ length: SECONDS - 1 }, (_, index) => index - SECONDS + 2);

/** The place in the lines at which the pointer is, the same in all plots; undefined if it is at none. */
const pointed = signal<number | undefined>(undefined);

/** A line. */
export interface Line {
  /** Its name; empty if it is the only one of its plot. */
  readonly label: string;
  /** Name of a variable of the stylesheet, and of a class of the mark before its label. */
  readonly color: string;
  /** A value for each second; null where there is none. */
  readonly values: readonly (number | null)[];
}

/** What a plot shows. */
export interface PlotProps {
  readonly title: string;
  readonly lines: readonly Line[];
  /** Writes a value. Default: as it is. */
  format?(value: number): string;
  /** Whether the lines stand on each other, as parts of a sum. Default: no. */
  readonly isStacked?: boolean;
  /** Whether there are only whole numbers. Default: no. */
  readonly isCount?: boolean;
}

const colorOf = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`);

/** What is drawn: the lines, or for parts of a sum the sums of the first ones, the greatest first. */
function dataOf({ lines, isStacked = false }: PlotProps): uPlot.AlignedData {
  if (!isStacked) return [ages, ...lines.map(({ values }) => [...values])];
  const sums: number[][] = [];
  for (const { values } of lines) {
    const below = sums[0];
    sums.unshift(values.map((value, index) => (value ?? 0) + (below?.[index] ?? 0)));
  }
  return [ages, ...sums];
}

function optionsOf(props: PlotProps, width: number): uPlot.Options {
  const { lines, format = String, isStacked = false, isCount = false } = props;
  const drawn = isStacked ? lines.toReversed() : lines;
  const axis = {
    stroke: () => colorOf('soft'),
    font: '11px system-ui',
    grid: { stroke: () => colorOf('line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width,
    height: HEIGHT,
    padding: [8, 14, 0, 0],
    legend: { show: false },
    cursor: { sync: { key: 'plots' }, drag: { x: false }, y: false, points: { show: false } },
    scales: {
      x: { time: false, range: [2 - SECONDS, 0] },
      y: { range: (_plot, _least, most) => [0, Math.max(most * 1.1, isCount ? 4 : 1)] },
    },
    axes: [
      {
        ...axis,
        size: 24,
        incrs: [60, 120, 300],
        values: (_plot, splits) =>
          splits.map((age) => (age === 0 ? 'now' : `−${Math.round(-age / 60)} min`)),
      },
      {
        ...axis,
        size: 58,
        space: 28,
        values: (_plot, splits) => splits.map(format),
        ...(isCount && { incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000] }),
      },
    ],
    series: [
      {},
      ...drawn.map(({ color }) => ({
        stroke: () => colorOf(color),
        ...(isStacked && { fill: () => colorOf(color) }),
        width: isStacked ? 0 : 1,
        // A value without one beside it has no line.
        points: { show: !isStacked && !isCount, size: 3, fill: () => colorOf(color) },
        paths: uPlot.paths.stepped?.({ align: -1 }) ?? (() => null),
      })),
    ],
    hooks: {
      setCursor: [
        ({ cursor: { idx, left = -1 } }) => {
          pointed.value = left < 0 ? undefined : (idx ?? undefined);
        },
      ],
    },
  };
}

/** The plot. It is a picture: a table has the figures for those who do not see it. */
export function Plot(props: PlotProps) {
  const { title, lines, format = String } = props;
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  useEffect(() => {
    const box = place.current as HTMLDivElement;
    const made = new uPlot(optionsOf(props, box.clientWidth), dataOf(props), box);
    plot.current = made;
    const watch = new ResizeObserver(() =>
      made.setSize({ width: box.clientWidth, height: HEIGHT }),
    );
    watch.observe(box);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const repaint = () => made.redraw();
    scheme.addEventListener('change', repaint);
    return () => {
      scheme.removeEventListener('change', repaint);
      watch.disconnect();
      made.destroy();
    };
  }, []);
  useEffect(() => plot.current?.setData(dataOf(props)), [lines]);

  const index = pointed.value ?? SECONDS - 2;
  return (
    <figure aria-hidden="true">
      <figcaption>
        <b>{title}</b>
        {lines.map(({ label, color, values }) => {
          const value = values[index];
          return (
            <span key={label}>
              <i class={`key ${color}`} /> {label} <b>{value == null ? '–' : format(value)}</b>
            </span>
          );
        })}
        {pointed.value !== undefined && <span class="soft">{-(ages[index] ?? 0)} s ago</span>}
      </figcaption>
      <div ref={place} />
    </figure>
  );
}
