/** Rules of faults: add, remove, evaluate for each request. */
import { act } from '../act.ts';
import { limits } from '../limits.ts';
import {
  createFault,
  evaluate,
  type FaultOutcome,
  type FaultQuestion,
  type FaultRule,
  type NewFault,
} from '../model/faults.ts';
import { type Full, full, type NotFound, notFound } from '../model/results.ts';
import type { Decision, WorkspaceId } from '../ports/store.ts';

/** The result of adding a rule. */
export type FaultResult = { readonly status: 'added'; readonly rule: FaultRule } | Full | NotFound;

/** Adds a fault rule after the existing ones. */
export function addFault(workspaceId: WorkspaceId, fault: NewFault) {
  return act(
    { workspace: ['workspace', workspaceId], faults: ['faults', workspaceId] },
    ({ faults, workspace }, moment): Decision<FaultResult> => {
      if (workspace === undefined) return { result: notFound };
      const rules = faults?.rules ?? [];
      if (rules.length >= limits.faults) {
        return { result: full('faults') };
      }
      const { now } = moment;
      const rule = createFault(fault, moment.tagged('flt'), now);
      const { faultId } = rule;
      return {
        result: { status: 'added', rule },
        put: [['faults', workspaceId, { rules: [...rules, rule] }]],
        emit: [{ type: 'fault.added', at: now, workspaceId, faultId }],
      };
    },
  );
}

/** Removes one fault rule; without an id, all. */
export function removeFaults(workspaceId: WorkspaceId, faultId?: string) {
  return act(
    { faults: ['faults', workspaceId] },
    ({ faults }, { now }): Decision<{ readonly status: 'removed' } | NotFound> => {
      const rules = faults?.rules ?? [];
      const isGone = (rule: FaultRule) => faultId === undefined || rule.faultId === faultId;
      const left = rules.filter((rule) => !isGone(rule));
      if (faultId !== undefined && left.length === rules.length) return { result: notFound };
      const kept = left.length === 0 ? undefined : { rules: left };
      if (faults === undefined) return { result: { status: 'removed' } };
      return {
        result: { status: 'removed' },
        put: [['faults', workspaceId, kept]],
        emit: rules
          .filter(isGone)
          .map((rule) => ({ type: 'fault.removed', at: now, workspaceId, faultId: rule.faultId })),
      };
    },
  );
}

/** Evaluates the fault rules for a request, and counts it. Undefined if none fires or limits it. */
export function fireFault(workspaceId: WorkspaceId, question: FaultQuestion) {
  return act(
    { faults: ['faults', workspaceId] },
    ({ faults }, { chance, now }): Decision<FaultOutcome | undefined> => {
      if (faults === undefined) return { result: undefined };
      const { fired, limit, rules } = evaluate(faults.rules, question, now, chance);
      const put = rules === faults.rules ? [] : ([['faults', workspaceId, { rules }]] as const);
      const result = { fired, limit };
      if (fired === undefined) return { result: limit && result, put };
      const { faultId } = fired.rule;
      const { operation } = question;
      const event = { type: 'fault.fired', at: now, workspaceId, faultId, operation } as const;
      const call = question.callSid === null ? {} : { callSid: question.callSid };
      return { result, put, emit: [{ ...event, ...call }] };
    },
  );
}
