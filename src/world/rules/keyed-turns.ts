/** Rules of turns with an `Idempotency-Key`: the same key is the same turn, for one day of the clock (decided). */
import { act } from '../act.ts';
import { limits } from '../limits.ts';
import type { KeyedTurn, TakenTurnResult } from '../model/conversations.ts';
import type { Decision, Items, WorkspaceId } from '../ports/store.ts';
import { pollTurns, type TurnResult, takeTurn, type Utterance } from './turns.ts';

const DAY_MS = 86_400_000;

/** The turns of a log that are remembered at a time. */
function remembered(keyed: readonly KeyedTurn[], now: number): KeyedTurn[] {
  return keyed.filter(({ at }) => now < at + DAY_MS).slice(-limits.keyedTurns);
}

/** A turn with what has come since: the background result in place of the acknowledgement, or still pending. */
export function withLater(taken: TakenTurnResult, later: TakenTurnResult): TakenTurnResult {
  const { conversation } = later;
  const pending = conversation.background.some((one) => one.turnIndex === taken.input?.turnIndex);
  const output = pending ? [...taken.output, ...later.output] : later.output;
  return { ...taken, conversation, pending, output };
}

/** Takes a turn, or returns the one that was taken with the same key. */
export function takeKeyedTurn(
  workspaceId: WorkspaceId,
  conversationId: string,
  said: Utterance,
  key: string,
) {
  const { reads, rule } = takeTurn(workspaceId, conversationId, said);
  return act(
    { ...reads, keyed: ['keyed', conversationId] },
    (found, moment): Decision<TurnResult> => {
      const { now } = moment;
      const kept = remembered(found.keyed, now);
      const known = kept.find((one) => one.key === key);
      if (known !== undefined) return { result: known.taken };
      const decision = rule(found, moment);
      const { result: taken } = decision;
      if (taken.status !== 'taken') return decision;
      const one: KeyedTurn = { key, at: now, taken, settled: false };
      const items: Items = ['keyed', conversationId, [...kept, one].slice(-limits.keyedTurns)];
      return { ...decision, rewrite: [...(decision.rewrite ?? []), items] };
    },
  );
}

/**
 * Puts the background result of a keyed turn in place of its acknowledgement, once. With `isLast` its response is what
 * it is then, even if the result is still pending. Undefined if the key is not remembered.
 */
export function settleKeyedTurn(
  workspaceId: WorkspaceId,
  conversationId: string,
  key: string,
  isLast: boolean,
) {
  const { reads, rule } = pollTurns(workspaceId, conversationId);
  return act(
    { ...reads, keyed: ['keyed', conversationId] },
    (found, moment): Decision<TakenTurnResult | undefined> => {
      const kept = remembered(found.keyed, moment.now);
      const known = kept.find((one) => one.key === key);
      if (known === undefined || known.settled) return { result: known?.taken };
      const { result: later, ...changes } = rule(found, moment);
      const taken = later.status === 'taken' ? withLater(known.taken, later) : known.taken;
      const one = { ...known, taken, settled: isLast || !taken.pending };
      const all = kept.map((other) => (other.key === key ? one : other));
      return { ...changes, result: taken, rewrite: [['keyed', conversationId, all]] };
    },
  );
}

/** The turn that was taken with a key; undefined if it is not remembered, or not settled. */
export function settledTurn(_: WorkspaceId, conversationId: string, key: string) {
  return act(
    { keyed: ['keyed', conversationId] },
    ({ keyed }, { now }): Decision<TakenTurnResult | undefined> => {
      const known = remembered(keyed, now).find((one) => one.key === key);
      return { result: known?.settled === true ? known.taken : undefined };
    },
  );
}
