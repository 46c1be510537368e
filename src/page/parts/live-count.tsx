/** A number that changes often: shown at once, and read aloud at most every few seconds. */
import { useEffect, useRef, useState } from 'preact/hooks';

/** The shortest time between two texts that are read aloud, in milliseconds. */
const READ_MS = 3_000;

/** Shows a text, and passes the latest on to screen readers from time to time. */
export function LiveCount({ text }: { readonly text: string }) {
  const [read, setRead] = useState(text);
  const latest = useRef(text);
  latest.current = text;
  useEffect(() => {
    const timer = setInterval(() => setRead(latest.current), READ_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <p class="count">
      <span aria-hidden="true">{text}</span>
      <span class="unseen" role="status">
        {read}
      </span>
    </p>
  );
}
