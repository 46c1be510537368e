/** A text session as a chat. A turn of the page is a request to the API, and shows its stream as it comes. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { speak } from '../../api/as-client.ts';
import type { SessionView } from '../../api/types.ts';
import { closeSession, readSession } from '../../api/world.ts';
import { Action } from '../../parts/action.tsx';
import { DetailsBox } from '../../parts/details.tsx';
import { ActionForm, type Given } from '../../parts/form.tsx';
import { ShortTable } from '../../parts/short-table.tsx';
import { cut, timeOf } from '../../parts/texts.ts';
import { useInWorkspace } from './in-workspace.ts';
import { type Frame, readFrames, textOfTokens } from './turn-stream.ts';

/** The last turn that the page took. */
interface Taken {
  readonly message: string;
  /** How many turns there were before. */
  readonly before: number;
  readonly frames: readonly Frame[];
  /** How its stream has ended; empty while it comes. */
  readonly end: string;
}

/** A line of the chat. */
interface Line {
  readonly role: string;
  readonly text: string;
  readonly at?: string;
}

/** The chat. */
export function Chat({ ws, session }: { readonly ws: string; readonly session: SessionView }) {
  const { conversation_id: id } = session;
  const [taken, setTaken] = useState<Taken | undefined>();
  const turns =
    useInWorkspace(
      ws,
      () => readSession(ws, id),
      (event) => 'conversation_id' in event && event.conversation_id === id,
    )?.turns ?? [];
  // A turn is recorded before its stream begins: what it says would be there too early.
  const lines: readonly Line[] =
    taken?.end === ''
      ? [
          ...turns.slice(0, taken.before),
          { role: 'user', text: taken.message },
          { role: 'agent', text: textOfTokens(taken.frames) },
        ]
      : turns;
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => list.current?.scrollTo(0, list.current.scrollHeight), [turns.length, taken]);

  async function say({ message }: Given): Promise<void> {
    let now: Taken = { message: String(message), before: turns.length, frames: [], end: '' };
    const update = (change: Partial<Taken>): void => {
      now = { ...now, ...change };
      setTaken(now);
    };
    update({});
    const response = await speak(ws, id, now.message).catch((error: unknown) => {
      setTaken(undefined);
      throw error;
    });
    readFrames(response, (frames) => update({ frames })).then(
      () => {
        const last = now.frames.at(-1)?.event ?? 'nothing';
        update({ end: `The stream ended with ${last}.` });
      },
      (error) => update({ end: `The stream broke: ${error}` }),
    );
  }

  return (
    <DetailsBox label="Text session" param="session">
      <h2>
        Conversation <code>{id}</code>
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls */}
      <ol class="turns" ref={list} tabIndex={0} aria-label="Turns" aria-live="polite">
        {lines.map(({ role, text, at }, index) => (
          <li key={index} class={role}>
            <small>
              {role} {at && timeOf(at)}
            </small>
            <p>{text}</p>
          </li>
        ))}
      </ol>
      {session.active && (
        <>
          <ActionForm
            label="Say"
            fields={{ message: { label: 'Message', required: true } }}
            act={say}
          />
          <p>
            <Action label="Close session" run={() => closeSession(ws, id)} />
          </p>
        </>
      )}
      {taken !== undefined && (
        <>
          <ShortTable
            caption="Stream of your last turn"
            rows={taken.frames}
            cells={({ ms, event, data }) => ({
              ms,
              Event: event,
              Data: cut(data),
            })}
            empty="No frame yet."
          />
          <p role="status">{taken.end}</p>
        </>
      )}
    </DetailsBox>
  );
}
