/** A button that copies a text. */
import { useState } from 'preact/hooks';

/** How long the button says that it has copied, in milliseconds. */
const SAID_MS = 2_000;

/** Copies where the clipboard cannot be used: on an address that is not of this machine and without TLS. */
function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'unseen';
  document.body.append(area);
  area.select();
  const isCopied = document.execCommand('copy');
  area.remove();
  return isCopied;
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

/** The button. `text` makes what is copied, when the button is pressed. */
export function CopyButton({ label, text }: { readonly label: string; text(): string }) {
  const [said, say] = useState('');
  return (
    <button
      type="button"
      onClick={async () => {
        say((await copy(text())) ? 'Copied' : 'Not copied');
        setTimeout(() => say(''), SAID_MS);
      }}
    >
      <span aria-live="polite">{said || label}</span>
    </button>
  );
}
