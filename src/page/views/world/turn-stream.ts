/** The stream of a turn, as it comes. */
import { blockReader } from '../../api/event-stream.ts';

/** One frame. */
export interface Frame {
  /** Milliseconds from the begin of the stream. */
  readonly ms: number;
  /** Its type: `token`, `message`, `done`, … */
  readonly event: string;
  readonly data: string;
}

/** Reads a stream to its end. `show` gets all frames that have come, at most once per animation frame, and at the end. */
export async function readFrames(
  response: Response,
  show: (frames: readonly Frame[]) => void,
): Promise<void> {
  const began = performance.now();
  const blocks = blockReader();
  let frames: readonly Frame[] = [];
  let planned = 0;
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const part = await reader?.read();
      if (part?.value === undefined) return;
      const ms = Math.round(performance.now() - began);
      frames = [...frames, ...blocks(part.value).map((block) => ({ ...block, ms }))];
      planned ||= requestAnimationFrame(() => {
        planned = 0;
        show(frames);
      });
    }
  } finally {
    cancelAnimationFrame(planned);
    show(frames);
  }
}

/** The text of the tokens that have come. */
export const textOfTokens = (frames: readonly Frame[]): string =>
  frames
    .filter(({ event }) => event === 'token')
    .map(({ data }) => (JSON.parse(data) as { text: string }).text)
    .join('');
