/** Fault rules: added, listed, removed, and asked about each request. */
import type { CallSid } from '../calls.ts';
import {
  createFault,
  type FaultQuestion,
  type FaultRule,
  type Fired,
  fire,
  type NewFault,
} from '../faults.ts';
import { checkFault } from '../input-checks.ts';
import { limits } from '../limits.ts';
import { type Full, full, type Inside, type NotFound, notFound } from '../parts.ts';
import type { WorkspaceId } from '../store.ts';

/** The operations on fault rules. */
export function faultOperations({ ids, now, store }: Inside) {
  return {
    /** Adds a rule, behind those that are there. */
    async addFault(
      workspaceId: WorkspaceId,
      fault: NewFault,
    ): Promise<{ status: 'added'; rule: FaultRule } | Full | NotFound> {
      checkFault(fault);
      // Nothing is drawn for a workspace that does not exist.
      if ((await store.get('workspace', workspaceId, workspaceId)) === undefined) return notFound;
      const at = now(workspaceId);
      const rule = createFault(fault, ids.scope(workspaceId).tagged('flt'), at);
      const { faultId } = rule;
      return store.change('faults', workspaceId, workspaceId, (current, _, exists) => {
        if (!exists) return { keep: undefined, answer: notFound };
        const rules = current?.rules ?? [];
        if (rules.length >= limits.faults) return { keep: current, answer: full('faults') };
        return {
          keep: { rules: [...rules, rule] },
          answer: { status: 'added', rule },
          events: [{ type: 'fault.added', at, workspaceId, faultId }],
        };
      });
    },

    /** The rules, in the order in which they are asked. */
    async listFaults(workspaceId: WorkspaceId): Promise<readonly FaultRule[]> {
      return (await store.get('faults', workspaceId, workspaceId))?.rules ?? [];
    },

    /** Removes one rule, or all with no id. */
    async removeFaults(
      workspaceId: WorkspaceId,
      faultId?: string,
    ): Promise<{ status: 'removed' } | NotFound> {
      return store.change('faults', workspaceId, workspaceId, (current) => {
        const rules = current?.rules ?? [];
        const left = faultId === undefined ? [] : rules.filter((rule) => rule.faultId !== faultId);
        const removed = faultId === undefined || left.length < rules.length;
        return {
          keep: left.length === 0 ? undefined : { rules: left },
          answer: removed ? ({ status: 'removed' } as const) : notFound,
        };
      });
    },

    /** Asks the rules about a request, and counts it. Answers the rule that fires, if one does. */
    fireFault(workspaceId: WorkspaceId, question: FaultQuestion): Promise<Fired | undefined> {
      return store.change('faults', workspaceId, workspaceId, (current) => {
        if (current === undefined) return { keep: undefined, answer: undefined };
        const at = now(workspaceId);
        const fired = fire(current.rules, question, at, ids.scope(workspaceId).chance);
        if (fired === undefined) return { keep: current, answer: undefined };
        const { faultId } = fired.rule;
        const { operation } = question;
        const event = { type: 'fault.fired', at, workspaceId, faultId, operation } as const;
        const call = question.callSid === null ? {} : { callSid: question.callSid as CallSid };
        return { keep: current, answer: fired, events: [{ ...event, ...call }] };
      });
    },
  };
}
