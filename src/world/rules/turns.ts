/** Rules of turns: take, poll, read. */
import { act } from '../act.ts';
import { limits } from '../limits.ts';
import {
  agentTurn,
  arrived,
  type BackgroundResult,
  type ContentPart,
  type ConversationRecord,
  isSessionActive,
  nextResultAt,
  type TakenTurnResult,
  type Turn,
  withTurns,
} from '../model/conversations.ts';
import type { WorldEvent } from '../model/events.ts';
import { type Full, full, type NotFound, notFound } from '../model/results.ts';
import { replyTo, type Script } from '../model/script.ts';
import type { Decision, Moment, NextTask, Plan, WorkspaceId } from '../ports/store.ts';
import { sessionTasks } from './sessions.ts';

/** The conversation is closed and takes no more turns. */
export interface Closed {
  readonly status: 'closed';
}
const closed: Closed = { status: 'closed' };

/** A user message. */
export interface Utterance {
  /** May be empty; then the texts of the content are used. */
  readonly message: string;
  readonly content?: readonly ContentPart[];
}

/** The result of a turn. */
export type TurnResult = TakenTurnResult | NotFound | Closed | Full;

/** A conversation with its turns. */
export interface ConversationDetails extends ConversationRecord {
  /** In order of time. */
  readonly turns: readonly Turn[];
}

/** A change of a conversation, with its turns, tasks and events. */
interface Change {
  readonly conversation: ConversationRecord;
  /** New turns. */
  readonly turns: readonly Turn[];
  readonly plan: readonly Plan[];
  readonly emit: readonly WorldEvent[];
}

/** The conversation with a task that announces the results due after a time. */
export function announceAfter(
  conversation: ConversationRecord,
  after: number,
): Pick<Change, 'conversation' | 'plan'> {
  const { conversationId } = conversation;
  const resultAt = nextResultAt(conversation, after);
  const plan =
    resultAt === conversation.resultAt
      ? []
      : [{ task: { kind: 'background', conversationId }, at: resultAt } as const];
  return { conversation: { ...conversation, resultAt }, plan };
}

/** Adds the finished background results to the conversation as agent turns. */
function takeIn(workspaceId: WorkspaceId, before: ConversationRecord, now: number): Change {
  const come = arrived(before, now);
  if (come.length === 0) return { conversation: before, turns: [], plan: [], emit: [] };
  const { conversationId, resultAt } = before;
  const turns = come.map(({ text, dueAt, turnIndex }) => agentTurn(text, dueAt, turnIndex));
  const background = before.background.filter((one) => one.dueAt > now);
  // Only those whose task has not run yet; the task announced the others.
  const unannounced = come.filter((one) => resultAt !== null && one.dueAt >= resultAt);
  return {
    ...announceAfter(withTurns({ ...before, background }, turns), now),
    turns,
    emit: unannounced.map((one) => done(workspaceId, conversationId, one)),
  };
}

function done(
  workspaceId: WorkspaceId,
  conversationId: string,
  { dueAt: at, turnIndex }: BackgroundResult,
): WorldEvent {
  return { type: 'turn.background_done', at, workspaceId, conversationId, turnIndex };
}

/** The decision of a change. */
function decided<T>(result: T, { conversation, turns, plan, emit }: Change): Decision<T> {
  const { conversationId } = conversation;
  return {
    result,
    put: [['conversation', conversationId, conversation]],
    ...(turns.length > 0 && { append: [['turns', conversationId, turns]] }),
    plan,
    emit,
  };
}

/** Whether the limit of turns is reached. One request adds at most three: a background result, the user's and the agent's turn. */
function isFull({ background, turnCount }: ConversationRecord): boolean {
  return turnCount + background.length + 2 > limits.turns;
}

/** Fetches finished background results without a message. */
export function pollTurns(workspaceId: WorkspaceId, conversationId: string) {
  return act(
    { conversation: ['conversation', conversationId] },
    ({ conversation: before }, { now }): Decision<TurnResult> => {
      if (before === undefined) return { result: notFound };
      if (!isSessionActive(before, now)) return { result: closed };
      const change = takeIn(workspaceId, before, now);
      const { conversation, turns } = change;
      const pending = conversation.background.length > 0;
      const result: TakenTurnResult = {
        status: 'taken',
        at: now,
        input: null,
        output: turns,
        reply: null,
        pending,
        conversation,
      };
      return turns.length === 0 ? { result } : decided(result, change);
    },
  );
}

/** Reads a conversation, open or closed, and adds finished background results. */
export function readConversation(workspaceId: WorkspaceId, conversationId: string) {
  return act(
    { conversation: ['conversation', conversationId], turns: ['turns', conversationId] },
    ({ conversation, turns }, { now }): Decision<ConversationDetails | undefined> => {
      if (conversation === undefined) return { result: undefined };
      const change = takeIn(workspaceId, conversation, now);
      const result = { ...change.conversation, turns: [...turns, ...change.turns] };
      return change.turns.length === 0 ? { result } : decided(result, change);
    },
  );
}

/**
 * Adds a user message and the agent's reply. Both are recorded at once, even if the reply is streamed slowly.
 * Without a message and content the agent repeats its greeting.
 */
export function takeTurn(
  workspaceId: WorkspaceId,
  conversationId: string,
  { message, content = [] }: Utterance,
) {
  const isSilent = message === '' && content.length === 0;
  return act(
    {
      conversation: ['conversation', conversationId],
      script: ['script', workspaceId],
      // Only a turn without a message reads them, to repeat the greeting.
      turns: ['turns', isSilent ? conversationId : ''],
    },
    ({ conversation: before, script, turns }, moment): Decision<TurnResult> => {
      const { now } = moment;
      if (before === undefined) return { result: notFound };
      if (!isSessionActive(before, now)) return { result: closed };
      if (isFull(before)) return { result: full('turns') };
      const come = takeIn(workspaceId, { ...before, lastActivityAt: now }, now);
      const active = come.conversation;
      if (isSilent) {
        const greeting = turns.filter((turn) => turn.turnIndex === null);
        const result: TakenTurnResult = {
          status: 'taken',
          at: now,
          input: null,
          output: come.turns.length > 0 ? come.turns : greeting,
          reply: null,
          pending: active.background.length > 0,
          conversation: active,
        };
        return decided(result, { ...come, plan: [...come.plan, ...sessionTasks(active)] });
      }
      const { background, input, output, reply } = bothSides(
        active,
        script,
        message,
        content,
        moment,
      );
      const said = withTurns({ ...active, background }, [input, ...output]);
      // Finished results were added above, so everything left must still be announced, including immediate results.
      const announced = announceAfter(said, -Infinity);
      const { conversation } = announced;
      const result: TakenTurnResult = {
        status: 'taken',
        at: now,
        input,
        output: [...come.turns, ...output],
        reply,
        pending: reply.background !== null,
        conversation,
      };
      const { exchanges: turnIndex } = active;
      return decided(result, {
        conversation,
        turns: [...come.turns, input, ...output],
        plan: [...come.plan, ...announced.plan, ...sessionTasks(conversation)],
        emit: [
          ...come.emit,
          { type: 'turn.taken', at: now, workspaceId, conversationId, turnIndex },
        ],
      });
    },
  );
}

/** The user's turn and the agent's. */
function bothSides(
  { background, exchanges: turnIndex }: ConversationRecord,
  script: Script | undefined,
  message: string,
  content: readonly ContentPart[],
  { now, tagged }: Pick<Moment, 'now' | 'tagged'>,
) {
  const text = message || content.flatMap((part) => part.text ?? []).join('\n');
  const reply = replyTo(script, text);
  const input: Turn = { role: 'user', text, at: now, turnIndex, toolCalls: [], content };
  const calls = reply.toolCalls.map((call) => ({ ...call, callId: tagged('call') }));
  const output = reply.error === null ? [agentTurn(reply.text, now, turnIndex, calls)] : [];
  if (reply.background === null) return { background, input, output, reply };
  const { afterSeconds, text: later } = reply.background;
  const result = { turnIndex, text: later, dueAt: now + afterSeconds * 1000 };
  return { background: [...background, result], input, output, reply };
}

/** Background results are ready: announces them. */
export function reachResult({ at, until, workspaceId }: NextTask, conversationId: string) {
  return act(
    { conversation: ['conversation', conversationId] },
    ({ conversation: before }, { now }): Decision<void> => {
      if (before === undefined) return { result: undefined };
      const to = Math.max(at, Math.min(now, until));
      const come = arrived(before, to).filter((one) => one.dueAt >= at);
      const emit = come.map((one) => done(workspaceId, conversationId, one));
      return decided(undefined, { ...announceAfter(before, to), turns: [], emit });
    },
  );
}
