/** Reads a body as plain values, as the contract reads it: for comparison, not for echoes. */
import { decodeJsonBytes } from './decode.ts';
import { readJson } from './json-reader.ts';
import { type JsonValue, PyFloat, PyInt } from './json-value.ts';
import type { WireSwitches } from './switches.ts';

/** Whether `JSON.parse` may read a text differently: an integer over 2^53, or deep nesting. */
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
  // As own properties, including `__proto__`.
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([name, inner]) => [name, plain(inner)]));
  }
  return value;
}

/**
 * Decodes bytes and parses them as JSON, with integers over 2^53 as bigints; the value is undefined if Python's
 * reader fails. Does not throw.
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
