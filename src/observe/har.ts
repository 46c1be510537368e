/** Requests as a HAR document (HTTP Archive 1.2), which browsers and HTTP tools open. */
import { STATUS_CODES } from 'node:http';
import { version } from '../version.ts';
import type { JournalEntry } from '../world/model/journal.ts';
import { isoTime } from '../world/ports/clock.ts';
import type { Journal } from './journal.ts';
import { asJson } from './json-text.ts';
import { bodyText } from './verify.ts';

type NameAndValue = { readonly name: string; readonly value: string };

/** The type of a body, which the journal does not keep. */
const typeOf = (text: string): string =>
  asJson(text) === text ? 'text/plain' : 'application/json';

function requestOf(journal: Journal, entry: JournalEntry, scheme: string) {
  const { method, path, query } = entry;
  const headers = entry.headers as Readonly<Record<string, string>>;
  const text = bodyText(journal, entry);
  const search = query === '' ? '' : `?${query}`;
  const mimeType = headers['content-type'] ?? 'application/octet-stream';
  return {
    method,
    url: `${scheme}//${headers.host ?? 'localhost'}${path}${search}`,
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: Object.entries(headers).map(([name, value]): NameAndValue => ({ name, value })),
    queryString: [...new URLSearchParams(query)].map(
      ([name, value]): NameAndValue => ({ name, value }),
    ),
    ...(text !== null && { postData: { mimeType, params: [], text } }),
    headersSize: -1,
    bodySize: entry.omittedBytes ?? entry.requestBody.length,
  };
}

function responseOf({ connection, responseBody, status }: JournalEntry) {
  const size = Buffer.byteLength(responseBody);
  const isEmpty = responseBody === '';
  return {
    // A status of 0 means that there was no response.
    status: connection === null ? status : 0,
    statusText: connection ?? STATUS_CODES[status] ?? '',
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: [],
    content: { size, mimeType: isEmpty ? '' : typeOf(responseBody), text: responseBody },
    redirectURL: '',
    headersSize: -1,
    bodySize: size,
  };
}

/**
 * Entries of a journal as HAR. They are without credentials, as `read` returns them. Times are those of the workspace's
 * clock. Fields that HAR has no place for begin with an underscore. `scheme` is `http:` or `https:`.
 */
export function harOf(journal: Journal, entries: readonly JournalEntry[], scheme: string) {
  return {
    log: {
      version: '1.2',
      creator: { name: 'sessions-emulator', version },
      entries: entries.map((entry) => ({
        startedDateTime: isoTime(entry.at),
        time: entry.ms,
        request: requestOf(journal, entry, scheme),
        response: responseOf(entry),
        cache: {},
        timings: { send: 0, wait: entry.ms, receive: 0 },
        ...(entry.why !== null && { comment: entry.why }),
        _operation: entry.operation,
        _requestId: entry.requestId,
        _faultId: entry.faultId,
      })),
    },
  };
}
