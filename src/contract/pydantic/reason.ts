/** Reason phrases of status lines, from Python's `http.HTTPStatus` (framework). */
import { STATUS_CODES } from 'node:http';
import type { WireSwitches } from './switches.ts';

/** Renamed in Python 3.13, after RFC 9110. */
const renamed: Readonly<Record<number, Readonly<Record<WireSwitches['python'], string>>>> = {
  413: { '3.12': 'Request Entity Too Large', '3.13': 'Content Too Large' },
  422: { '3.12': 'Unprocessable Entity', '3.13': 'Unprocessable Content' },
};

/** The reason phrase of a status. */
export function reasonPhrase(status: number, { python }: WireSwitches): string {
  return renamed[status]?.[python] ?? STATUS_CODES[status] ?? '';
}
