/**
 * The latest requests, newest first. The list stands still while it is paused, while it is scrolled away from its top,
 * and while the details of a request are read; a button then brings the new ones.
 */
import { computed, effect, signal } from '@preact/signals';
import { origin } from '../../api/client.ts';
import type { RequestEvent } from '../../api/types.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { LiveCount } from '../../parts/live-count.tsx';
import { type Column, WindowTable } from '../../parts/window-table.tsx';
import { clearRequests, KEPT, requests } from '../../state/requests.ts';
import { change, route } from '../../state/route.ts';
import { connection } from '../../state/stream.ts';
import { chosen, workspaces } from '../../state/workspaces.ts';
import { Bar } from './bar.tsx';
import { Details } from './details.tsx';
import { passes } from './filters.ts';
import { duration, shortPath, statusClass, timeOfDay } from './texts.ts';

/** The requests as they were when the list was stopped; undefined while it is live. */
const held = signal<readonly RequestEvent[] | undefined>();
const paused = signal(false);
const isAtTop = signal(true);

const chosenKey = computed(() => route.value.params.request ?? '');
const keyOf = ({ id }: RequestEvent): string => String(id);

// Stops the list when there is a reason to, and starts it when there is none.
effect(() => {
  const latest = requests.value;
  const kept = held.peek() ?? latest;
  const isRead =
    paused.value || !isAtTop.value || kept.some((one) => keyOf(one) === chosenKey.value);
  held.value = isRead && latest.length > 0 ? kept : undefined;
});

const all = computed(() => held.value ?? requests.value);
const shown = computed(() => all.value.filter((one) => passes(one, route.value.params)).reverse());

/** How many requests came since the list was stopped, and pass the filter. */
const waiting = computed(() => {
  const last = held.value?.at(-1)?.id ?? 0;
  if (held.value === undefined) return 0;
  return requests.value
    .filter(({ id }) => id > last)
    .filter((one) => passes(one, route.value.params)).length;
});

function Time({ at }: { readonly at: string }) {
  const [seconds, fraction] = timeOfDay(at);
  return (
    <>
      {seconds}
      <span class="fraction">{fraction}</span>
    </>
  );
}

const columns: readonly Column<RequestEvent>[] = [
  { title: 'Time', class: 'time', cell: ({ at }) => <Time at={at} />, hint: ({ at }) => at },
  { title: 'Method', class: 'method', cell: ({ method }) => method },
  {
    title: 'Path',
    class: 'path',
    isLink: true,
    cell: ({ path }) => shortPath(path),
    hint: ({ path }) => path,
  },
  {
    title: 'Status',
    class: 'code',
    cell: ({ status }) => <span class={statusClass(status)}>{status}</span>,
  },
  { title: 'Duration', class: 'duration', cell: ({ ms }) => duration(ms) },
  {
    title: 'Operation',
    class: 'operation',
    cell: ({ operation }) => operation ?? '–',
  },
  {
    title: 'Why',
    class: 'why',
    cell: ({ operation, why, fault_id }) => (
      <>
        {operation === null && <span class="mark">unmatched</span>}
        {fault_id !== undefined && <span class="mark">fault</span>} {why}
      </>
    ),
    hint: ({ why }) => why,
  },
];

function command(): string {
  const id = chosen.value || workspaces.value[0]?.workspace_id || '';
  return `curl -H "Authorization: Bearer demo-key" \\\n  ${origin}/v1/${id}/sessions/active`;
}

function NoRequest() {
  return (
    <div class="empty">
      <h2>No request yet</h2>
      <p>Requests to this emulator appear here as they are made. Try:</p>
      <pre>{command()}</pre>
      <CopyButton label="Copy" text={command} />
    </div>
  );
}

function NoneMatches() {
  const cleared = { path: '', operation: '', status: '', only: '', workspace: '' };
  return (
    <div class="empty">
      <h2>No request matches the filters</h2>
      <p>{all.value.length} are hidden.</p>
      <button type="button" onClick={() => change(cleared)}>
        Clear filters
      </button>
    </div>
  );
}

function List() {
  if (all.value.length === 0) return connection.value.status === 'live' ? <NoRequest /> : null;
  if (shown.value.length === 0) return <NoneMatches />;
  return (
    <WindowTable
      label="Requests, newest first"
      columns={columns}
      rows={shown.value}
      keyOf={keyOf}
      param="request"
      chosen={chosenKey.value}
      onTop={(isTop) => {
        isAtTop.value = isTop;
      }}
    />
  );
}

function countText(): string {
  const count = shown.value.length;
  const of = count === all.value.length ? '' : ` of ${all.value.length}`;
  const most = all.value.length === KEPT ? ', the latest' : '';
  return `${count}${of} ${count === 1 && of === '' ? 'request' : 'requests'}${most}`;
}

/** The view. */
export function Requests() {
  const details = all.value.find((one) => keyOf(one) === chosenKey.value);
  return (
    <>
      <Bar all={all.value}>
        <button
          type="button"
          aria-pressed={paused.value}
          onClick={() => {
            paused.value = !paused.value;
          }}
        >
          Pause
        </button>
        <button
          type="button"
          title="Empties this list. The journal keeps them."
          onClick={clearRequests}
        >
          Clear
        </button>
        {waiting.value > 0 && (
          <button
            type="button"
            class="new"
            onClick={() => {
              held.value = requests.value;
              document.querySelector('.window')?.scrollTo(0, 0);
            }}
          >
            {waiting.value} new
          </button>
        )}
        <LiveCount text={countText()} />
      </Bar>
      <div class={details === undefined ? 'split' : 'split open'}>
        <section aria-label="Requests">
          <List />
        </section>
        {details !== undefined && <Details key={keyOf(details)} request={details} />}
      </div>
    </>
  );
}
