/** Metrics for Prometheus, in its text format 0.0.4. */
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { createRoute, z } from '@hono/zod-openapi';
import type { OpenStreams } from '../observe/open-streams.ts';
import type { RequestCounts } from '../observe/request-counts.ts';
import { countCalls } from '../observe/world-counts.ts';
import type { World } from '../world/world.ts';
import { type ControlParts, controlApp } from './control-schemas.ts';

const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** One value, with its labels. */
type Sample = readonly [labels: Readonly<Record<string, string | number>>, value: number];

/** A metric: what it is, and its values. */
interface Metric {
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  readonly samples: readonly Sample[];
}

const escaped = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

function sampleLine(name: string, [labels, value]: Sample): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escaped(String(text))}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`;
}

/** A metric as text. No text of ours in `help` needs to be escaped. */
function metricText({ help, name, samples, type }: Metric): string {
  const lines = samples.map((sample) => sampleLine(name, sample)).join('');
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines}`;
}

const gauge = (name: string, help: string, value: number): Metric => ({
  name,
  type: 'gauge',
  help,
  samples: [[{}, value]],
});

/** The label of an operation. */
const labelOf = (operation: string | null): string => operation ?? 'unmatched';

function counters({ faults, requests }: RequestCounts): Metric[] {
  return [
    {
      name: 'sessions_emulator_requests_total',
      type: 'counter',
      help: 'Requests to the API that this process has served, by operation and status.',
      samples: [...requests].flatMap(([operation, statuses]) =>
        [...statuses].map(([status, count]): Sample => {
          return [{ operation: labelOf(operation), status }, count];
        }),
      ),
    },
    {
      name: 'sessions_emulator_faults_fired_total',
      type: 'counter',
      help: 'Fault rules that fired for requests of this process, by operation.',
      samples: [...faults].map(([operation, count]) => [{ operation: labelOf(operation) }, count]),
    },
  ];
}

async function gaugesOf(world: World): Promise<Metric[]> {
  const { activeCalls, liveSubscribers, queuedEvents } = await countCalls(
    world,
    await world.workspaces(),
  );
  return [
    gauge(
      'sessions_emulator_active_calls',
      'Active calls of the world, which processes may share.',
      activeCalls,
    ),
    gauge(
      'sessions_emulator_live_subscribers',
      'Live subscribers of active calls of the world.',
      liveSubscribers,
    ),
    gauge(
      'sessions_emulator_queued_events',
      'Events queued in active calls of the world.',
      queuedEvents,
    ),
  ];
}

/** How often the delay of the event loop is measured, in milliseconds. */
const RESOLUTION_MS = 10;

/** Measures the delay of the event loop from the first call on, so that nothing is paid without a scrape. */
function createLoopDelay({ closing }: OpenStreams): () => Metric[] {
  let delays: IntervalHistogram | undefined;
  return () => {
    if (delays === undefined) {
      const started = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
      started.enable();
      closing.addEventListener('abort', () => started.disable());
      delays = started;
    }
    const found = delays;
    if (found.count === 0) return [];
    const metrics = [50, 99].map((percent) => {
      // A measurement is the time between two timers.
      const seconds = Math.max(0, found.percentile(percent) / 1e9 - RESOLUTION_MS / 1e3);
      const help = `Percentile ${percent} of the delay of the event loop since the scrape before.`;
      return gauge(`nodejs_eventloop_lag_p${percent}_seconds`, help, seconds);
    });
    found.reset();
    return metrics;
  };
}

function processMetrics(version: string): Metric[] {
  const { heapUsed, rss } = process.memoryUsage();
  return [
    gauge('process_resident_memory_bytes', 'Resident memory of the process.', rss),
    gauge('nodejs_heap_size_used_bytes', 'Used heap of the process.', heapUsed),
    {
      name: 'sessions_emulator_build_info',
      type: 'gauge',
      help: 'Versions, as labels.',
      samples: [[{ version, node: process.version }, 1]],
    },
  ];
}

/** Routes of this resource. */
export function metricsRoutes({ journal, streams, version, world }: ControlParts) {
  const loopDelay = createLoopDelay(streams);
  return controlApp().openapi(
    createRoute({
      method: 'get',
      operationId: 'read_metrics',
      path: '/metrics',
      tags: ['Metrics'],
      summary: 'Read metrics for Prometheus',
      description:
        'Counters are of this process; the gauges of calls, subscribers and queues are of the world.',
      responses: {
        200: { description: 'OK', content: { 'text/plain': { schema: z.string() } } },
      },
    }),
    async (c) => {
      const metrics = [
        ...counters(journal.counts),
        ...(await gaugesOf(world)),
        ...loopDelay(),
        ...processMetrics(version),
      ];
      return c.text(metrics.map(metricText).join(''), 200, { 'content-type': CONTENT_TYPE });
    },
  );
}
