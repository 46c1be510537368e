/**
 * The echo of input in an error, as the framework writes it (framework: `jsonable_encoder`, then
 * `json.dumps(ensure_ascii=False, allow_nan=False)`).
 */
import { pythonFloatText } from './float-text.ts';
import { type JsonValue, PyFloat, PyInt } from './json-value.ts';

/** At this depth the encoder of the real API exceeds Python's stack (measured). */
export const ECHO_DEPTH_LIMIT = 956;

/** An input that the real API cannot echo: it responds with 500 instead. */
export class Unencodable extends Error {
  override readonly name = 'Unencodable';
}

function writeString(text: string): string {
  if (!text.isWellFormed()) throw new Unencodable('a lone surrogate cannot be echoed');
  return JSON.stringify(text);
}

function write(value: JsonValue, depth: number): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return writeString(value);
  if (value instanceof PyInt) return value.text;
  if (value instanceof PyFloat) {
    if (!Number.isFinite(value.value)) throw new Unencodable(`${value.value} cannot be echoed`);
    return pythonFloatText(value.value);
  }
  if (depth >= ECHO_DEPTH_LIMIT)
    throw new Unencodable(`nested ${depth} deep, too deep to be echoed`);
  if (Array.isArray(value)) return `[${value.map((item) => write(item, depth + 1)).join(',')}]`;
  const fields: string[] = [];
  for (const [name, field] of value) {
    // The encoder drops keys with SQLAlchemy's prefix.
    if (name.startsWith('_sa')) continue;
    fields.push(`${writeString(name)}:${write(field, depth + 1)}`);
  }
  return `{${fields.join(',')}}`;
}

/** The JSON text of a value. Throws `Unencodable` if the real API fails on it. */
export function writeEcho(value: JsonValue): string {
  return write(value, 1);
}
