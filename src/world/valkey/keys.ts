/**
 * The keys of a world on a server. All have the hash tag `{prefix}`, so they share one slot of a cluster and one
 * script may touch them all.
 *
 * | key | type | contents |
 * |---|---|---|
 * | `{prefix}:world` | hash | `id`, `format`, `seq` (commits), `events`, `journal`, `journalBytes`, `origin`, `processes`, `clockVersion`, `seed`, `made` |
 * | `{prefix}:workspaces` | hash | workspace id → generation of its contents |
 * | `{prefix}:orders` | hash | workspace id → when it was first made |
 * | `{prefix}:clocks` | hash | workspace id, or `world` → position of its clock |
 * | `{prefix}:draws` | hash | stream of a seed → number of decisions that drew from it |
 * | `{prefix}:commits` | stream | the latest commits, with their events; the id of an entry is the number of the commit |
 * | `{prefix}:batches` | hash | process → its last batch and the results |
 * | `{prefix}:processes` | hash | process → when it was last heard, in milliseconds of the server |
 * | `{prefix}:process:N:subscribers` | set | live subscribers that process N holds |
 * | `{prefix}:journals` | sorted set | workspace id → bytes of its journal |
 * | `{prefix}:evictions` | hash | workspace id → number of evicted entries of its journal |
 * | `{prefix}:W:G:records` | hash | `kind id` → place in the order and record |
 * | `{prefix}:W:G:versions` | hash | `kind id`, `log:name id`, `count kind` → number of the commit that changed it |
 * | `{prefix}:W:G:log:name id` | list | items of a log |
 * | `{prefix}:W:G:tasks` | hash | planned task → its time |
 * | `{prefix}:W:G:tokens` | set | tokens of the workspace's keys |
 * | `{prefix}:W:journal` | list | its journal |
 *
 * `W` is a workspace, `G` the generation of its contents: whoever replaces a workspace writes a new generation and
 * switches to it in one step.
 */

/** The format of the keys and values. A world of another format is not opened. */
export const FORMAT = '2';

/** The names of a world's keys. */
export interface Keys {
  /** What every key begins with: `{prefix}:`. */
  readonly base: string;
  /** The keys that every commit may touch, in the order in which the script takes them. */
  readonly shared: readonly string[];
  readonly world: string;
  readonly workspaces: string;
  readonly clocks: string;
  readonly commits: string;
  readonly processes: string;
  /** The channel that is told of each commit. */
  readonly wake: string;
  /** The channel that a process listens on while it lives. */
  processChannel(process: number): string;
  /** The live subscribers that a process holds. */
  subscribers(process: number): string;
  journal(workspaceId: string): string;
  /** Numbers of evicted entries of journals. */
  readonly evictions: string;
}

/** The keys under a prefix. */
export function keysOf(prefix: string): Keys {
  const base = `{${prefix}}:`;
  const named = (name: string): string => `${base}${name}`;
  const world = named('world');
  const workspaces = named('workspaces');
  const commits = named('commits');
  const processes = named('processes');
  const clocks = named('clocks');
  const batches = named('batches');
  const evictions = named('evictions');
  return {
    base,
    shared: [
      world,
      workspaces,
      commits,
      batches,
      processes,
      named('draws'),
      clocks,
      named('orders'),
      evictions,
      named('journals'),
    ],
    world,
    workspaces,
    clocks,
    commits,
    processes,
    evictions,
    wake: named('wake'),
    processChannel: (process) => named(`process:${process}`),
    subscribers: (process) => named(`process:${process}:subscribers`),
    journal: (workspaceId) => named(`${workspaceId}:journal`),
  };
}
