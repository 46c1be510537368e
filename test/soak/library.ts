/** Hostile requests against the built library, in process: no internal error, no rejection. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Attack, createFailures, type Effort, type Failures, type Outcome } from './attack.ts';
import type { WireRequest } from './client.ts';
import { allOperations, platformFile } from './documents.ts';
import { demo, opening } from './opening.ts';
import { createRandom } from './random.ts';
import { createRequests, type OpenApi } from './requests.ts';
import { kindOf } from './shrink.ts';
import { errorIn } from './subject.ts';

/** Requests of a full run. */
const FULL = 50_000;
const library = join(import.meta.dirname, '../../dist/index.mjs');
/** After so many requests a new emulator takes the place of the one before. */
const LASTS = 1_000;
const LANES = 8;
const PATIENCE_MS = 10_000;

type Library = typeof import('../../src/index.ts');
type Emulator = Awaited<ReturnType<Library['createEmulator']>>;

/** What a broken connection is in process. */
const isBroken = (error: unknown): boolean =>
  error instanceof TypeError && error.message === 'fetch failed';

/** A request as `fetch` takes it; undefined when it takes no such thing. */
function asRequest({ body, headers, method, target }: WireRequest): Request | undefined {
  try {
    return new Request(new URL(target, 'http://localhost'), {
      method,
      headers: new Headers(headers as [string, string][]),
      ...(body.length > 0 && method !== 'GET' && method !== 'HEAD' && { body: Buffer.from(body) }),
    });
  } catch {
    return undefined;
  }
}

/** What comes in time; undefined if it does not. */
async function inTime<T>(coming: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), PATIENCE_MS);
  });
  try {
    return await Promise.race([coming, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Advances the clocks of all workspaces by more than any request asks to wait. */
async function advanceAll(emulator: Emulator): Promise<void> {
  const control = (path: string, init?: RequestInit) =>
    emulator.fetch(`http://localhost/_emulator/workspaces${path}`, init);
  const all = (await (await control('')).json()) as { workspace_id: string }[];
  for (const { workspace_id } of all) {
    await control(`/${workspace_id}/clock/advance`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ seconds: 600 }),
    });
  }
}

/** Faults whose statuses allow no body come out as they are. */
async function bodilessFaults(emulator: Emulator, failures: Failures): Promise<void> {
  const { workspaceId } = await emulator.workspace('demo');
  for (const status of [204, 205, 304]) {
    await emulator.fetch(`http://localhost/_emulator/workspaces/${workspaceId}/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ operation: 'active', status, times: 1 }),
    });
    const headers = { authorization: 'Bearer x' };
    const target = `http://localhost/v1/${workspaceId}/sessions/active`;
    const response = await emulator.fetch(target, { headers });
    await response.arrayBuffer();
    if (response.status !== status) {
      failures.add(`a fault with ${status} comes out as ${response.status}`);
    }
  }
}

/** Runs so many requests. */
export async function inProcess(count: number, { seed, signal, tell }: Effort): Promise<Outcome> {
  if (!existsSync(library)) throw new Error('dist/index.mjs is missing: run "npm run build" first');
  const { createEmulator, createLog } = (await import(pathToFileURL(library).href)) as Library;
  const random = createRandom(`library ${seed}`);
  const failures = createFailures('library');
  const figures = { broken: 0, cannot_be_sent: 0 };
  const sent = new Map<string, WireRequest>();

  let faultBefore = false;
  const log = createLog('json', (line) => {
    const error = errorIn(line);
    if (error === undefined) return;
    // The 500 that follows a fault is the same error.
    const isSame = error.kind === '500' && faultBefore;
    faultBefore = error.kind === 'fault';
    if (!isSame) failures.add(kindOf(error), sent.get(error.requestId ?? ''));
  });
  const platformDocument = JSON.parse(readFileSync(platformFile, 'utf8'));
  const open = (): Promise<Emulator> => createEmulator({ log, platformDocument });
  const uncaught = (error: unknown): void => {
    failures.add(`uncaught: ${String(error).slice(0, 200)}`);
  };
  process.on('uncaughtException', uncaught);
  process.on('unhandledRejection', uncaught);

  let emulator = await open();
  const documentAt = async (path: string): Promise<OpenApi> => {
    const response = await emulator.fetch(`http://localhost${path}`);
    if (response.status === 200) return (await response.json()) as OpenApi;
    failures.add(`GET ${path} in process: ${response.status}`);
    return { paths: {} };
  };
  const operations = await allOperations(documentAt);
  const known = {
    workspace_id: [demo.workspace],
    service_id: demo.services,
    entity_id: demo.entities,
    canonical_id: demo.canonicalIds,
    call_sid: demo.calls,
  };
  const next = createRequests(operations, known, random, () => undefined);

  async function send(one: WireRequest): Promise<void> {
    const request = asRequest(one);
    if (request === undefined) {
      figures.cannot_be_sent++;
      return;
    }
    sent.set(one.headers.find(([name]) => name === 'x-request-id')?.[1] ?? '', one);
    try {
      const coming = emulator.fetch(request);
      let response = await inTime(coming);
      if (response === undefined) {
        // Its delay may wait on a clock that another request froze.
        await advanceAll(emulator);
        response = await inTime(coming);
      }
      if (response === undefined) {
        const path = new URL(request.url).pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '{id}');
        failures.add(`no response in 20 s: ${one.method} ${path.slice(0, 100)}`, one);
      } else if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
        await response.body?.cancel();
      } else await response.arrayBuffer();
    } catch (error) {
      if (isBroken(error)) figures.broken++;
      else failures.add(`rejected: ${String(error).slice(0, 200)}`, one);
    }
  }

  let done = 0;
  for (const one of opening()) {
    if (signal.aborted) break;
    await send(one);
    done++;
  }
  let sinceNew = LASTS;
  while (done < count && !signal.aborted) {
    tell?.(done, count);
    if (sinceNew >= LASTS) {
      sinceNew = 0;
      await emulator.close();
      sent.clear();
      emulator = await open();
      await bodilessFaults(emulator, failures);
    }
    await Promise.all(Array.from({ length: LANES }, () => send(next(`l-${seed}-${done++}`))));
    sinceNew += LANES;
  }
  await emulator.close();
  process.off('uncaughtException', uncaught);
  process.off('unhandledRejection', uncaught);
  return { done, failures: failures.all(), figures };
}

/** The attack. */
export const libraryAttack: Attack = {
  name: 'library',
  unit: 'requests',
  about: 'hostile requests against the built library in process',
  run: (effort) => inProcess(Math.round(FULL * effort.scale), effort),
};
