/** A subscription to a call over an event stream. */
import type { ReceivedEvent } from '../../world/live-subscribers.ts';
import { firstError } from '../first-error.ts';
import type { SubscribeOptions } from '../workspace-calls.ts';
import { type Json, refused, type WorkspaceControl } from './control-client.ts';
import { withMs } from './from-json.ts';

/** One block of an event stream. */
interface Block {
  readonly id: string;
  /** JSON text; empty for a comment. */
  readonly data: string;
  readonly comment: string;
}

/** The comment of a stream while nothing happens. */
const HEARTBEAT = 'still here';

/** The value of a field in the lines of a block; empty if there is none. A comment has no name. */
const field = (lines: readonly string[], name: string): string =>
  lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? '';

/** Reads the blocks of an event stream, as the emulator writes them: each field is one line. */
async function* blocksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Block> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of stream) {
    text += decoder.decode(bytes, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const lines = block.split('\n');
      yield { id: field(lines, 'id'), data: field(lines, 'data'), comment: field(lines, '') };
    }
  }
}

/**
 * Passes the events of an open stream to a callback, until the returned function is called or the stream ends.
 * Rejects if the emulator refused the stream.
 */
export async function subscription(
  control: WorkspaceControl,
  callSid: string,
  response: Response,
  receive: (event: ReceivedEvent) => void,
  onError: SubscribeOptions['onError'],
): Promise<() => Promise<void>> {
  const { body, status } = response;
  if (status !== 200 || body === null) {
    const refusal = (await response.json()) as Json;
    throw status === 422 ? refused(refusal) : new Error(String(refusal.detail));
  }
  const blocks = blocksOf(body);
  // The first block names the subscriber: from then on it is on the call.
  const first = await blocks.next();
  const id = first.done === true ? '' : first.value.id;
  const subscriberId = id.slice(0, id.lastIndexOf('/'));
  const { failed, rethrow } = firstError(onError);

  function passOn(data: string): void {
    try {
      // An async callback rejects instead of throwing.
      Promise.resolve(receive(withMs<ReceivedEvent>(JSON.parse(data)))).catch(failed);
    } catch (error) {
      failed(error);
    }
  }
  async function pass(): Promise<void> {
    // The emulator ends a stream with a comment that gives the reason. `fetch` does not tell an end from a lost connection.
    let isEnded = false;
    let cause: unknown;
    try {
      for await (const { data, comment } of blocks) {
        isEnded = data === '' && comment !== HEARTBEAT;
        if (data !== '') passOn(data);
      }
    } catch (error) {
      cause = error;
    }
    if (isEnded || control.closing.aborted) return;
    failed(new Error(`the event stream of call ${callSid} was lost`, { cause }));
  }
  const passing = pass();
  let left = false;
  return async () => {
    if (!left) {
      left = true;
      const params = { call_sid: callSid, subscriber_id: subscriberId };
      // A 404: the stream has ended already.
      await control.send('detach_subscriber', { params });
    }
    // What was sent before is received first.
    await passing;
    rethrow();
  };
}
