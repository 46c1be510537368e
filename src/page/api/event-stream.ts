/** Reads the text of an event stream (Server-Sent Events). `EventSource` cannot send the control token. */

/** What stands between two empty lines of a stream. */
export interface StreamBlock {
  /** The id to continue after; empty without one. */
  readonly id: string;
  /** The type of the event; empty for a comment. */
  readonly event: string;
  readonly data: string;
}

function blockOf(text: string): StreamBlock {
  const fields: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    // A comment begins with the colon.
    if (colon < 1) continue;
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^ /, '');
    fields[name] = name in fields ? `${fields[name]}\n${value}` : value;
  }
  const { id = '', event = '', data = '' } = fields;
  return { id, event, data };
}

/** Makes a function that takes the text of a stream in parts and returns the blocks that became complete. */
export function blockReader(): (part: string) => StreamBlock[] {
  let rest = '';
  return (part) => {
    const texts = (rest + part.replaceAll('\r', '')).split('\n\n');
    rest = texts.pop() ?? '';
    return texts.map(blockOf);
  };
}
