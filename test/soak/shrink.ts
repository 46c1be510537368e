/** Makes a request that shows an error as small as it gets, against an emulator of its own. */
import { bytesOf, openConnection, type WireRequest } from './client.ts';
import { type InternalError, type Subject, startSubject } from './subject.ts';

/** What makes two errors one kind: their words without numbers and ids. */
export function kindOf(error: InternalError): string {
  const words = error.what
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/gi, 'UUID')
    .replace(/\b(flt|evt|sub|req|key)_\w+/g, '$1')
    .replace(/\bat .*?([\w.-]+\.[cm]?js)[^ ]*/g, 'at $1')
    .replace(/-?\d+(\.\d+)?/g, 'N');
  return `${error.kind}: ${words.slice(0, 200)}`;
}

const later = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Sends requests, each on a connection of its own, and gives the kinds of errors that came of it. */
async function kindsAfter(subject: Subject, requests: readonly WireRequest[], waitMs: number) {
  await Promise.all(
    requests.map(async (request) => {
      const connection = await openConnection(subject.port);
      await connection.request(bytesOf(request), request.method, 1_000);
      connection.destroy();
    }),
  );
  await later(waitMs);
  return new Set(subject.takeErrors().map(kindOf));
}

function* smallerBodies(body: Uint8Array): Generator<Uint8Array> {
  if (body.length === 0) return;
  yield Buffer.alloc(0);
  const text = Buffer.from(body).toString();
  let value: unknown;
  try {
    // What is nested too deep to be walked is cut as text.
    if (!/[[{](?:[^[\]{}]*[[{]){200}/.test(text)) value = JSON.parse(text);
  } catch {
    // Not JSON.
  }
  if (value === undefined) {
    // Everything but one half, one quarter, and so on.
    for (let part = 2; part <= 16 && body.length / part >= 1; part *= 2) {
      const step = Math.ceil(body.length / part);
      for (let at = 0; at < body.length; at += step) {
        yield Buffer.concat([body.subarray(0, at), body.subarray(at + step)]);
      }
    }
    return;
  }
  for (const smaller of smallerValues(value)) yield Buffer.from(JSON.stringify(smaller));
}

function* smallerValues(value: unknown): Generator<unknown> {
  if (value === null || typeof value !== 'object') {
    if (typeof value === 'string' && value.length > 1) {
      yield value.slice(0, value.length / 2);
      yield value.slice(value.length / 2);
    }
    return;
  }
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) {
      yield value.filter((_, place) => place !== at);
      for (const one of smallerValues(value[at])) {
        yield value.map((before, place) => (place === at ? one : before));
      }
    }
    return;
  }
  for (const key of Object.keys(value)) {
    yield Object.fromEntries(Object.entries(value).filter(([one]) => one !== key));
  }
  for (const [key, found] of Object.entries(value)) {
    for (const one of smallerValues(found)) yield { ...value, [key]: one };
  }
}

function* smallerRequests(request: WireRequest): Generator<WireRequest> {
  for (const body of smallerBodies(request.body)) yield { ...request, body };
  for (let at = 0; at < request.headers.length; at++) {
    yield { ...request, headers: request.headers.filter((_, place) => place !== at) };
  }
  const mark = request.target.indexOf('?');
  if (mark !== -1) yield { ...request, target: request.target.slice(0, mark) };
  if (request.target.length > 200) {
    yield { ...request, target: request.target.slice(0, request.target.length / 2) };
  }
}

/**
 * The smallest request that shows the error in a world of its own (`start`), found within `budgetMs`; undefined when
 * none of them alone does: it takes what came before.
 */
export async function shrink(
  suspects: readonly WireRequest[],
  kind: string,
  budgetMs: number,
  start = startSubject,
): Promise<WireRequest | undefined> {
  const until = Date.now() + budgetMs;
  const waitMs = kind.startsWith('exit') ? 1_500 : 60;
  let subject = await start();
  async function shows(requests: readonly WireRequest[]): Promise<boolean> {
    if (!subject.alive()) subject = await start();
    return (await kindsAfter(subject, requests, waitMs)).has(kind);
  }
  try {
    let left = suspects;
    if (!(await shows(left))) return undefined;
    while (left.length > 1 && Date.now() < until) {
      const half = left.slice(0, Math.ceil(left.length / 2));
      const rest = left.slice(half.length);
      if (await shows(half)) left = half;
      else if (await shows(rest)) left = rest;
      else return undefined;
    }
    let [smallest] = left;
    for (let found = true; found && Date.now() < until; ) {
      found = false;
      if (smallest === undefined) return undefined;
      for (const smaller of smallerRequests(smallest)) {
        if (Date.now() >= until) break;
        if (!(await shows([smaller]))) continue;
        smallest = smaller;
        found = true;
        break;
      }
    }
    return smallest;
  } finally {
    await subject.stop();
  }
}
