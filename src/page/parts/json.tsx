/** A body: JSON with indents, a text as it is. */

/** Texts longer than this are cut on the screen, in characters. Copies are whole. */
const SHOWN = 100_000;

/** A JSON value as a text to read. */
export const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value, null, 2);

/** Shows a body; nothing for null. */
export function Body({ value }: { readonly value: unknown }) {
  if (value === null) return <p class="soft">None</p>;
  const text = textOf(value);
  const more = text.length - SHOWN;
  return (
    // A long line or text scrolls, which the keyboard must be able to do.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <pre tabIndex={0}>
      {text.slice(0, SHOWN)}
      {more > 0 && `\n… and ${more} more characters`}
    </pre>
  );
}
