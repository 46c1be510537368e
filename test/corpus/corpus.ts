/** The recorded requests and responses of the real API's framework, and the comparison with a response. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { headerOf, type RawAnswer } from '../helpers/raw.ts';

/** One recorded exchange. Bodies are base64, or null for none. */
export interface Recorded {
  id: string;
  group: string;
  method: string;
  target: string;
  headers: [string, string][];
  body_base64: string | null;
  /** `status` where the body holds what the emulator decides by itself. */
  compare: 'exact' | 'status';
  expect: { status: number; headers: Record<string, string>; body_base64: string | null };
}

/** All exchanges of a recorded corpus. */
export const readCorpus = (file: `${string}.jsonl`): Recorded[] =>
  readFileSync(join(import.meta.dirname, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** The bytes of a recorded body. */
export const bytesOf = (base64: string | null): Buffer => Buffer.from(base64 ?? '', 'base64');

const short = (text: string): string => (text.length > 400 ? `${text.slice(0, 400)}…` : text);

/** The differences between a recorded response and a received one, in readable lines; empty when equal. */
export function differences(recorded: Recorded, answer: RawAnswer): string[] {
  const { status, headers, body_base64 } = recorded.expect;
  const lines: string[] = [];
  const compare = (what: string, expected: unknown, found: unknown) => {
    if (expected !== found) {
      lines.push(
        `  ${what}\n    expected ${short(String(expected))}\n    found    ${short(String(found))}`,
      );
    }
  };
  compare('status', status, answer.status);
  if (recorded.compare === 'exact') {
    for (const [name, value] of Object.entries(headers))
      compare(name, value, headerOf(answer, name));
    compare('body', bytesOf(body_base64).toString('latin1'), answer.body.toString('latin1'));
  }
  if (lines.length === 0) return [];
  const sent = short(bytesOf(recorded.body_base64).toString('utf8'));
  return [`${recorded.id}: ${recorded.method} ${recorded.target}\n  sent ${sent}`, ...lines];
}
