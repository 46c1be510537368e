/** What is wrong with a text that should be JSON. */
import { readJson } from '../../contract/pydantic/json-reader.ts';

/**
 * Returns where the first mistake is and what was expected there. The text may contain keys and is never
 * repeated; the message of `JSON.parse` quotes it and is therefore not used.
 */
export function jsonMistake(text: string): string {
  const reading = readJson(text, '3.12');
  if (reading.kind === 'limit') return `a text that is ${reading.why}`;
  if (reading.kind === 'value') return 'a NaN, an Infinity or a number that JSON does not allow';
  const { message, position } = reading;
  if (text.trim() === '') return 'an empty file';
  let line = 1;
  let column = 1;
  let seen = 0;
  for (const character of text) {
    if (seen++ === position) break;
    column++;
    if (character !== '\n') continue;
    line++;
    column = 1;
  }
  return `a mistake in line ${line}, column ${column} (${message})`;
}
