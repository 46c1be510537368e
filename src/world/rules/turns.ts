/** The turns of a conversation: taken, polled for, read back. */
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
  type Turn,
  withTurns,
} from '../model/conversations.ts';
import type { WorldEvent } from '../model/events.ts';
import { type Full, full, type NotFound, notFound } from '../model/results.ts';
import { type Reply, replyTo, type Script } from '../model/script.ts';
import type { Decision, Moment, NextTask, Plan, WorkspaceId } from '../ports/store.ts';
import { sessionTasks } from './sessions.ts';

/** The conversation takes no more turns. */
export interface Closed {
  readonly status: 'closed';
}
const closed: Closed = { status: 'closed' };

/** What the user says. */
export interface Utterance {
  /** Empty without words; the texts of the content then stand for it. */
  readonly message: string;
  readonly content?: readonly ContentPart[];
}

/** What a turn, or a poll, led to. */
export interface Taken {
  readonly status: 'taken';
  /** What the user said; null for a poll, or without words. */
  readonly input: Turn | null;
  /** What the agent said, oldest first. */
  readonly output: readonly Turn[];
  /** The agent's own part of it; null where it had none. */
  readonly reply: Reply | null;
  /** Whether the answer to this turn, or for a poll any, is still being worked on. */
  readonly pending: boolean;
  /** The conversation as it was then. */
  readonly conversation: ConversationRecord;
}

/** The result of a turn. */
export type TurnResult = Taken | NotFound | Closed | Full;

/** A conversation with its turns. */
export interface ConversationDetails extends ConversationRecord {
  /** In the order in which they were said. */
  readonly turns: readonly Turn[];
}

/** A change of a conversation, and what belongs to it. */
interface Change {
  readonly conversation: ConversationRecord;
  /** The turns that it has more. */
  readonly turns: readonly Turn[];
  readonly plan: readonly Plan[];
  readonly emit: readonly WorldEvent[];
}

/** The conversation whose results after a time are to be announced by the task. */
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

/** Takes what has come in the background into the conversation, as the agent's turns. */
function takeIn(workspaceId: WorkspaceId, before: ConversationRecord, now: number): Change {
  const come = arrived(before, now);
  if (come.length === 0) return { conversation: before, turns: [], plan: [], emit: [] };
  const { conversationId, resultAt } = before;
  const turns = come.map(({ text, dueAt, exchange }) => agentTurn(text, dueAt, exchange));
  const background = before.background.filter((one) => one.dueAt > now);
  // Those whose task has not run yet; the others were announced by it.
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
  { dueAt: at, exchange }: BackgroundResult,
): WorldEvent {
  return { type: 'turn.background_done', at, workspaceId, conversationId, exchange };
}

/** The decision that a change is. */
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

/** Whether no more turns fit; three come at most: a result of the background, the user's and the agent's. */
function isFull({ background, turnCount }: ConversationRecord): boolean {
  return turnCount + background.length + 2 > limits.turns;
}

/** Asks for what has come in the background, without saying anything. */
export function pollTurns(workspaceId: WorkspaceId, conversationId: string) {
  return act(
    { conversation: ['conversation', conversationId] },
    ({ conversation: before }, { now }): Decision<TurnResult> => {
      if (before === undefined) return { result: notFound };
      if (!isSessionActive(before, now)) return { result: closed };
      const change = takeIn(workspaceId, before, now);
      const { conversation, turns } = change;
      const pending = conversation.background.length > 0;
      const result: Taken = {
        status: 'taken',
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

/** A conversation, open or closed, with what has come in the background taken in. */
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
 * The user says something, and the agent answers. Both are recorded at once, however the answer reaches the
 * client. Without words or content the agent only says again what it began with.
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
      // The greeting is all that is said again.
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
        const greeting = turns.filter((turn) => turn.exchange === null);
        const result: Taken = {
          status: 'taken',
          input: null,
          output: come.turns.length > 0 ? come.turns : greeting,
          reply: null,
          pending: active.background.length > 0,
          conversation: active,
        };
        return decided(result, { ...come, plan: [...come.plan, ...sessionTasks(active)] });
      }
      const { background, input, output, reply } = exchangeOf(
        active,
        script,
        message,
        content,
        moment,
      );
      const said = withTurns({ ...active, background }, [input, ...output]);
      // What had come is taken in: all that is left is still to be announced, also what comes at once.
      const announced = announceAfter(said, -Infinity);
      const { conversation } = announced;
      const result: Taken = {
        status: 'taken',
        input,
        output: [...come.turns, ...output],
        reply,
        pending: reply.background !== null,
        conversation,
      };
      const { exchanges: exchange } = active;
      return decided(result, {
        conversation,
        turns: [...come.turns, input, ...output],
        plan: [...come.plan, ...announced.plan, ...sessionTasks(conversation)],
        emit: [
          ...come.emit,
          { type: 'turn.taken', at: now, workspaceId, conversationId, exchange },
        ],
      });
    },
  );
}

/** What the user says, and what the agent answers. */
function exchangeOf(
  { background, exchanges: exchange }: ConversationRecord,
  script: Script | undefined,
  message: string,
  content: readonly ContentPart[],
  { now, tagged }: Pick<Moment, 'now' | 'tagged'>,
) {
  const text = message || content.flatMap((part) => part.text ?? []).join('\n');
  const reply = replyTo(script, text);
  const input: Turn = { role: 'user', text, at: now, exchange, toolCalls: [], content };
  const calls = reply.toolCalls.map((call) => ({ ...call, callId: tagged('call') }));
  const output = reply.error === null ? [agentTurn(reply.text, now, exchange, calls)] : [];
  if (reply.background === null) return { background, input, output, reply };
  const { afterSeconds, text: later } = reply.background;
  const result = { exchange, text: later, dueAt: now + afterSeconds * 1000 };
  return { background: [...background, result], input, output, reply };
}

/** Results of the background have come: others hear of it. */
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
