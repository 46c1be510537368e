/** The turns of a conversation: taken, polled for, read back. */
import {
  type BackgroundResult,
  type ContentPart,
  type ConversationRecord,
  drain,
  exchangesOf,
  isSessionActive,
  placeKey,
  type Turn,
} from '../conversations.ts';
import { checkScript } from '../input-checks.ts';
import { limits } from '../limits.ts';
import { type Full, full, type Inside, type NotFound, notFound } from '../parts.ts';
import { preparePatterns } from '../patterns.ts';
import { type Reply, replyTo, type Script } from '../script.ts';
import type { WorkspaceId } from '../store.ts';

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

/** What a turn, or a poll, came to. */
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

/** The operations on turns. */
export function turnOperations({ agenda, ids, now, store }: Inside) {
  /** The conversation as it can be used at a time: an idle session is over. */
  async function isOver(
    workspaceId: WorkspaceId,
    conversation: ConversationRecord,
  ): Promise<boolean> {
    if (conversation.closedAt !== null) return true;
    const session = await store.get('session', workspaceId, placeKey(conversation));
    if (session?.conversationId !== conversation.conversationId) return true;
    return !isSessionActive(session, now(workspaceId));
  }

  async function find(
    workspaceId: WorkspaceId,
    conversationId: string,
  ): Promise<ConversationRecord | NotFound | Closed> {
    const conversation = await store.get('conversation', workspaceId, conversationId);
    if (conversation === undefined) return notFound;
    return (await isOver(workspaceId, conversation)) ? closed : conversation;
  }

  /** Changes an open conversation in one step. */
  function within(
    workspaceId: WorkspaceId,
    conversationId: string,
    change: (
      conversation: ConversationRecord,
      at: number,
    ) => Omit<Taken, 'status' | 'conversation'>,
  ): Promise<Taken | NotFound | Closed> {
    return store.change('conversation', workspaceId, conversationId, (conversation) => {
      if (conversation === undefined) return { keep: conversation, answer: notFound };
      if (conversation.closedAt !== null) return { keep: conversation, answer: closed };
      const at = now(workspaceId);
      const taken = change(conversation, at);
      const exchange = exchangesOf(conversation) - 1;
      return {
        keep: conversation,
        answer: {
          status: 'taken' as const,
          ...taken,
          conversation: {
            ...conversation,
            turns: [...conversation.turns] as Turn[],
            background: [...conversation.background] as BackgroundResult[],
          },
        },
        events:
          taken.input === null
            ? []
            : [{ type: 'turn.taken', at, workspaceId, conversationId, exchange }],
      };
    });
  }

  function planBackground(workspaceId: WorkspaceId, taken: Taken): void {
    const { conversationId, background } = taken.conversation;
    const result = background.at(-1);
    if (!taken.reply?.background || result === undefined) return;
    const { dueAt: at, exchange } = result;
    agenda.plan(workspaceId, at, () =>
      store.announce({ type: 'turn.background_done', at, workspaceId, conversationId, exchange }),
    );
  }

  /** Asks for what has come in the background, without saying anything. */
  async function pollTurns(
    workspaceId: WorkspaceId,
    conversationId: string,
  ): Promise<Taken | NotFound | Closed> {
    const found = await find(workspaceId, conversationId);
    if ('status' in found) return found;
    return within(workspaceId, conversationId, (conversation, at) => ({
      input: null,
      output: drain(conversation, at),
      reply: null,
      pending: conversation.background.length > 0,
    }));
  }

  return {
    /** Gives a workspace's agent a script; undefined takes it away. Rejects one that cannot be followed. */
    async putScript(
      workspaceId: WorkspaceId,
      script: Script | undefined,
    ): Promise<{ status: 'put' } | NotFound> {
      if (script !== undefined) await checkScript(script);
      return store.change('script', workspaceId, workspaceId, (_, __, exists) =>
        exists
          ? { keep: script, answer: { status: 'put' } }
          : { keep: undefined, answer: notFound },
      );
    },

    /** A workspace's script; undefined when its agent has none. */
    async readScript(workspaceId: WorkspaceId): Promise<Script | undefined> {
      return store.get('script', workspaceId, workspaceId);
    },

    /** A conversation, open or closed, with what has come in the background taken in. */
    async readConversation(
      workspaceId: WorkspaceId,
      conversationId: string,
    ): Promise<ConversationRecord | undefined> {
      return store.change('conversation', workspaceId, conversationId, (conversation) => {
        if (conversation !== undefined) drain(conversation, now(workspaceId));
        return { keep: conversation, answer: conversation };
      });
    },

    /**
     * The user says something, and the agent answers. Both are recorded at once, however the answer
     * reaches the client. Without words or content the agent only says again what it began with.
     */
    async takeTurn(
      workspaceId: WorkspaceId,
      conversationId: string,
      { message, content = [] }: Utterance,
    ): Promise<Taken | NotFound | Closed | Full> {
      const found = await find(workspaceId, conversationId);
      if ('status' in found) return found;
      if (found.turns.length >= limits.turns) return full('turns');
      const script = await store.get('script', workspaceId, workspaceId);
      const preparing = preparePatterns(script);
      if (preparing !== undefined) await preparing;
      const taken = await within(workspaceId, conversationId, (conversation, at) => {
        const before = drain(conversation, at);
        const exchange = exchangesOf(conversation);
        if (message === '' && content.length === 0) {
          const greeting = conversation.turns.filter((turn) => turn.exchange === null);
          const output = before.length > 0 ? before : greeting;
          return { input: null, output, reply: null, pending: conversation.background.length > 0 };
        }
        const text = message || content.flatMap((part) => part.text ?? []).join('\n');
        const reply = replyTo(script, text);
        const input: Turn = { role: 'user', text, at, exchange, toolCalls: [], content };
        const calls = reply.toolCalls.map((call) => ({
          ...call,
          callId: ids.scope(workspaceId).tagged('call'),
        }));
        const said: Turn[] =
          reply.error === null
            ? [{ role: 'agent', text: reply.text, at, exchange, toolCalls: calls, content: [] }]
            : [];
        conversation.turns.push(input, ...said);
        if (reply.background !== null) {
          const { text: result, afterSeconds } = reply.background;
          const dueAt = at + afterSeconds * 1000;
          conversation.background.push({ exchange, text: result, dueAt });
        }
        return {
          input,
          output: [...before, ...said],
          reply,
          pending: reply.background !== null,
        };
      });
      if (taken.status === 'taken') {
        planBackground(workspaceId, taken);
        await store.change('session', workspaceId, placeKey(taken.conversation), (session) => {
          if (session?.conversationId === conversationId) session.lastActivityAt = now(workspaceId);
          return { keep: session, answer: undefined };
        });
      }
      return taken;
    },

    pollTurns,

    /**
     * Waits, on the clock and no longer than `patienceMs`, for what a turn left to the background.
     * Answers the turn with the results in place of the acknowledgement, or still pending.
     */
    async awaitBackground(
      workspaceId: WorkspaceId,
      taken: Taken,
      patienceMs: number,
      gone?: AbortSignal,
    ): Promise<Taken> {
      const { conversationId, background } = taken.conversation;
      const isOwn = ({ exchange }: BackgroundResult) => exchange === taken.input?.exchange;
      const due = background.find(isOwn)?.dueAt ?? 0;
      await agenda.sleep(workspaceId, Math.min(due - now(workspaceId), patienceMs), gone);
      const later = await pollTurns(workspaceId, conversationId);
      if (later.status !== 'taken') return taken;
      const { conversation } = later;
      const pending = conversation.background.some(isOwn);
      const output = pending ? [...taken.output, ...later.output] : later.output;
      return { ...taken, conversation, pending, output };
    },
  };
}
