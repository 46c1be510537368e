/** Turns the decision of a rule into an item that the server can commit. */

import type { ChannelRecord } from '../model/channel.ts';
import type { WorldEvent } from '../model/events.ts';
import type { ClockSetting } from '../ports/clock.ts';
import type {
  Contents,
  Decision,
  Items,
  Kind,
  Plan,
  Planned,
  Put,
  WorkspaceId,
} from '../ports/store.ts';
import { taskKey } from '../task-key.ts';
import type { Change, Replaced } from './change.ts';
import { countField, recordField } from './fields.ts';
import type { Operations } from './item.ts';
import { processOf } from './leases.ts';
import type { View } from './view.ts';

/** A live subscriber that a process holds, as the set of the process has it. */
export const heldText = (
  workspaceId: WorkspaceId,
  callSid: string,
  subscriberId: string,
  lease: number,
) => JSON.stringify([workspaceId, callSid, subscriberId, lease]);

/** Records who holds the live subscribers of a channel, and who no longer does. */
function hold(
  operations: Operations,
  workspaceId: WorkspaceId,
  callSid: string,
  before: ChannelRecord | undefined,
  after: ChannelRecord | undefined,
): void {
  const leases = ({ subscribers }: Pick<ChannelRecord, 'subscribers'>) =>
    new Map(subscribers.flatMap((one) => (one.lease === undefined ? [] : [[one.lease, one]])));
  const none = { subscribers: [] };
  const [had, has] = [leases(before ?? none), leases(after ?? none)];
  for (const [lease, { subscriberId }] of has) {
    if (had.has(lease)) continue;
    const text = heldText(workspaceId, callSid, subscriberId, lease);
    operations.add('hold', String(processOf(lease)), text);
  }
  for (const [lease, { subscriberId }] of had) {
    if (has.has(lease)) continue;
    const text = heldText(workspaceId, callSid, subscriberId, lease);
    operations.add('release', String(processOf(lease)), text);
  }
}

function plan(operations: Operations, { at, task }: Plan): void {
  if (at === null) operations.add('cancel', taskKey(task));
  else operations.add('plan', taskKey(task), String(at));
}

/** Writes all contents of a workspace, which was emptied before. */
export function writeContents(
  operations: Operations,
  workspaceId: WorkspaceId,
  { logs, records, tasks }: Pick<Contents, 'logs' | 'records' | 'tasks'>,
): void {
  for (const [kind, all] of Object.entries(records)) {
    for (const [id, record] of all) {
      operations.add('put', recordField(kind as Kind, id), '+', JSON.stringify(record));
      if (kind === 'key') operations.add('token', id);
      if (kind === 'channel') {
        hold(operations, workspaceId, id, undefined, record as ChannelRecord);
      }
    }
    operations.add('counted', countField(kind as Kind));
  }
  for (const [log, all] of Object.entries(logs)) {
    for (const [id, items] of all) operations.log('rewrite', [log, id, items] as Items);
  }
  for (const planned of tasks) plan(operations, planned);
}

/** The tokens of all keys in some contents. */
export const tokensOf = ({ records }: Pick<Contents, 'records'>): readonly string[] =>
  (records.key ?? []).map(([token]) => token);

/** Number of commands that contents need, about. */
export function sizeOf({
  logs,
  records,
  tasks,
}: Pick<Contents, 'logs' | 'records' | 'tasks'>): number {
  let size = tasks.length;
  for (const all of Object.values(records)) size += all.length;
  for (const all of Object.values(logs)) for (const [, items] of all) size += items.length;
  return size;
}

/** What replaces a workspace. `staged`: the generation under which its contents were written before. */
export function replaceWith(
  operations: Operations,
  workspaceId: WorkspaceId,
  contents: Contents,
  staged: string | null,
  positionOf: (setting: ClockSetting) => Replaced['clock'],
): Replaced {
  const clock = contents.clock === null ? null : positionOf(contents.clock);
  operations.add(
    'replace',
    workspaceId,
    staged ?? '+',
    clock === null ? '' : JSON.stringify(clock),
  );
  if (staged === null) writeContents(operations, workspaceId, contents);
  const tasks: readonly Planned[] = contents.tasks;
  return { workspaceId, generation: staged, tasks, tokens: tokensOf(contents), clock };
}

/** The commands and the change of a decision's records, logs and tasks, as the view sees them before it. */
export function changesOf(
  operations: Operations,
  workspaceId: WorkspaceId,
  view: View,
  { append, emit, plan: plans, put, rewrite }: Decision<unknown>,
): Change {
  const counted = new Set<Kind>();
  for (const [kind, id, record] of put ?? ([] as readonly Put[])) {
    const field = recordField(kind, id);
    const before = view.record(kind, id);
    if (record === undefined) operations.add('remove', field);
    else {
      const order = view.contents.orderOf(field) ?? '+';
      operations.add('put', field, order, JSON.stringify(record));
    }
    if ((before === undefined) !== (record === undefined)) counted.add(kind);
    if (kind === 'key') operations.add(record === undefined ? 'untoken' : 'token', id);
    if (kind === 'channel') {
      hold(operations, workspaceId, id, before as ChannelRecord | undefined, record);
    }
  }
  for (const kind of counted) operations.add('counted', countField(kind));
  for (const one of rewrite ?? []) operations.log('rewrite', one);
  for (const one of append ?? []) operations.log('append', one);
  for (const one of plans ?? []) plan(operations, one);
  return {
    workspaceId,
    ...(put !== undefined && put.length > 0 && { put }),
    ...(counted.size > 0 && { counted: [...counted] }),
    ...(rewrite !== undefined && rewrite.length > 0 && { rewrite }),
    ...(append !== undefined && append.length > 0 && { append }),
    ...(plans !== undefined && plans.length > 0 && { plan: plans }),
    ...(emit !== undefined && emit.length > 0 && { emit }),
  };
}

/** The processes that hold the live subscribers to which some events are delivered. */
export function ownersOf(view: View, emit: readonly WorldEvent[]): readonly number[] {
  const owners = new Set<number>();
  for (const event of emit) {
    if (event.type !== 'injection.delivered' && event.type !== 'injection.drained') continue;
    const channel = view.record('channel', event.callSid) as ChannelRecord | undefined;
    for (const { lease, subscriberId } of channel?.subscribers ?? []) {
      if (lease === undefined || !event.subscriberIds.includes(subscriberId)) continue;
      owners.add(processOf(lease));
    }
  }
  return [...owners];
}
