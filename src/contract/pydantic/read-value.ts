/** A body's bytes as plain values, read as the contract reads them: for whoever compares, not echoes. */
import { decodeJsonBytes } from './decode.ts';
import { readJson } from './json-reader.ts';
import { type JsonValue, PyFloat, PyInt } from './json-value.ts';
import type { WireSwitches } from './switches.ts';

/** A text that `JSON.parse` may see otherwise: an integer over 2^53, or one that may be too deep. */
function needsExactReader(text: string): boolean {
  return text.length > 900 || /[0-9]{16}/.test(text);
}

function plain(value: JsonValue): unknown {
  if (value instanceof PyInt) {
    const number = Number(value.text);
    return Number.isSafeInteger(number) ? number : BigInt(value.text);
  }
  if (value instanceof PyFloat) return value.value;
  if (Array.isArray(value)) return value.map(plain);
  // Own properties, `__proto__` among them.
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([name, inner]) => [name, plain(inner)]));
  }
  return value;
}

/**
 * The text of some bytes and the value that it is in JSON: integers over 2^53 as bigints, undefined
 * where Python's reader finds none. Does not throw.
 */
export function readValue(
  bytes: Uint8Array,
  python: WireSwitches['python'],
): { readonly text: string; readonly value: unknown } {
  const text = decodeJsonBytes(bytes);
  if (text === undefined) return { text: Buffer.from(bytes).toString(), value: undefined };
  if (!needsExactReader(text)) {
    try {
      return { text, value: JSON.parse(text) };
    } catch {
      // Python accepts more than JSON.
    }
  }
  const reading = readJson(text, python);
  return { text, value: reading.kind === 'value' ? plain(reading.value) : undefined };
}
