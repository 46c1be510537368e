/** What is wrong with a text that should be JSON. */
import { readJson } from '../../contract/pydantic/json-reader.ts';

/**
 * Says where the first mistake is and what was expected there. It never repeats the text, which may hold
 * keys: so the message of `JSON.parse`, which quotes it, is not used.
 */
export function jsonMistake(text: string): string {
  const reading = readJson(text, '3.12');
  if (reading.kind === 'limit') return `a text that is ${reading.why}`;
  if (reading.kind === 'value') return 'a NaN, an Infinity or a number that JSON does not have';
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
