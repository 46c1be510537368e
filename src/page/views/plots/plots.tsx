/** Requests, durations, calls and queues over the last ten minutes. Its code is loaded when it is first shown. */
import { useEffect, useState } from 'preact/hooks';
import { chosen } from '../../state/workspaces.ts';
import { duration } from '../requests/texts.ts';
import {
  advance,
  keepLevels,
  knownFrom,
  levels,
  problem,
  seconds,
  startCollecting,
} from './collect.ts';
import { type Line, Plot } from './plot.tsx';
import { type Level, SECONDS, type Summary, statuses } from './seconds.ts';

/** Milliseconds from one picture to the next; longer for those who want little motion. */
const [PACE, SLOW_PACE] = [1_000, 5_000];
/** The last seconds of the table. */
const RECENT = 10;

const statusColors = ['good', 'moved', 'bad', 'worse'];
const levelTexts: Readonly<Record<Level, string>> = {
  calls: 'Active calls',
  queue: 'Queued events',
};

/** What is drawn: taken together, so that all plots and the table show the same time. */
function lookNow() {
  advance();
  const line = (label: string, color: string, values: Line['values']): Line => ({
    label,
    color,
    values,
  });
  const level = (kind: Level, color: string): Line =>
    line('', color, seconds.levels(kind, levels.peek()?.[kind], knownFrom));
  return {
    requests: seconds
      .requests()
      .map((values, place) => line(statuses[place] ?? '', statusColors[place] ?? '', values)),
    durations: [
      line('p50', 'moved', seconds.percentiles(0.5)),
      line('p99', 'bad', seconds.percentiles(0.99)),
    ],
    calls: [level('calls', 'good')],
    queue: [level('queue', 'bad')],
    recent: seconds.summary(RECENT),
    whole: seconds.summary(SECONDS - 1),
  };
}

/** The picture of now, every second while the tab is seen. */
function useLook() {
  const [look, setLook] = useState(lookNow);
  useEffect(() => {
    const pace = matchMedia('(prefers-reduced-motion: reduce)').matches ? SLOW_PACE : PACE;
    const timer = setInterval(() => {
      if (!document.hidden) setLook(lookNow());
    }, pace);
    return () => clearInterval(timer);
  }, []);
  return look;
}

const rate = (count: number, length: number): string => (count / length).toFixed(1);
const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
const written = (ms: number | null): string => (ms === null ? '–' : duration(ms));

/** The figures in words: the plots for those who do not see them. */
function Figures({ recent, whole, calls, queue }: ReturnType<typeof lookNow>) {
  const both = (of: (summary: Summary, length: number) => string | number) =>
    [of(recent, RECENT), of(whole, SECONDS - 1)] as const;
  const range = (kind: Level, lines: readonly Line[]) => {
    const now = levels.value?.[kind];
    const most = Math.max(now ?? 0, ...(lines[0]?.values ?? []).map((value) => value ?? 0));
    return [now ?? '–', now === undefined ? '–' : `at most ${most}`] as const;
  };
  const rows = [
    ['Requests per second', ...both(({ requests }, length) => rate(sum(requests), length))],
    ...statuses.map(
      (label, place) =>
        [`Responses ${label}`, ...both(({ requests }) => requests[place] ?? 0)] as const,
    ),
    ['Duration, p50', ...both(({ p50 }) => written(p50))],
    ['Duration, p99', ...both(({ p99 }) => written(p99))],
    [levelTexts.calls, ...range('calls', calls)],
    [levelTexts.queue, ...range('queue', queue)],
  ] as const;
  return (
    <table class="figures">
      <caption>Figures</caption>
      <thead>
        <tr>
          <td />
          <th scope="col">Last {RECENT} s, or now</th>
          <th scope="col">Last 10 min</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([label, now, before]) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td>{now}</td>
            <td>{before}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The view. */
export function Plots() {
  useEffect(startCollecting, []);
  useEffect(keepLevels, [chosen.value]);
  const look = useLook();
  const isEmpty = levels.value !== undefined && sum(look.whole.requests) === 0;
  return (
    // It scrolls, which the keyboard must be able to do.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <section class="plots" aria-label="Plots" tabIndex={0}>
      {problem.value !== '' && (
        <p class="problem" role="alert">
          What was before now is not shown: {problem.value}
        </p>
      )}
      {isEmpty && (
        <p class="soft">No request in the last 10 minutes. Each request appears here within 2 s.</p>
      )}
      <Plot title="Requests per second" lines={look.requests} isStacked isCount />
      <Plot title="Duration" lines={look.durations} format={duration} />
      <Plot title="Active calls" lines={look.calls} isCount />
      <Plot title="Queued events" lines={look.queue} isCount />
      <Figures {...look} />
    </section>
  );
}
