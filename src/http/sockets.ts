/** WebSockets: the handshake, the connection at the pace of its client, the journal, and the end. Loaded with the first. */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { AuthMode } from '../contract/auth.ts';
import type { WireSwitches } from '../contract/pydantic/switches.ts';
import { type Admission, createAdmission, type Verdict } from '../contract/sockets/admission.ts';
import { closeCodes, closeFailed } from '../contract/sockets/socket-operation.ts';
import { answered, type Journal, ownText } from '../observe/journal.ts';
import type { OpenStreams } from '../observe/open-streams.ts';
import { limits } from '../world/limits.ts';
import type { MaybePromise } from '../world/maybe-promise.ts';
import type { JournalHeaders, NewJournalEntry } from '../world/model/journal.ts';
import { hostTime } from '../world/ports/clock.ts';
import type { World } from '../world/world.ts';
import { both, followUp } from './follow-up.ts';
import type { Log } from './log.ts';
import { endWith, plainResponse, rawReply } from './raw-response.ts';
import { requestIdOf } from './request-id.ts';
import { openConnection } from './socket-connection.ts';

/** What WebSockets need. */
export interface SocketParts {
  readonly auth: AuthMode;
  readonly wire: WireSwitches;
  readonly world: World;
  readonly journal: Journal;
  readonly log: Log;
  /** The places for open streams: a WebSocket takes one. */
  readonly streams: OpenStreams;
}

/** Takes over a connection whose request asks to open a WebSocket. `endings` has what to call when its server closes. */
export type ServeSocket = (
  req: IncomingMessage,
  socket: Socket,
  head: Buffer,
  endings: Set<() => void>,
) => Promise<void>;

/** Serves WebSockets. */
export function createSockets({
  auth,
  journal,
  log,
  streams,
  wire,
  world,
}: SocketParts): ServeSocket {
  const admit = createAdmission(world, auth, wire);
  const requestIds = new WeakMap<IncomingMessage, string>();
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.bodyBytes,
    // The key is a subprotocol, too, and is not sent back.
    handleProtocols: (protocols) => protocols.has('auth') && 'auth',
  });
  server.on('headers', (headers, req) => {
    headers.push(`x-request-id: ${requestIds.get(req)}`);
  });

  return async (req, socket, head, endings) => {
    const began = hostTime();
    const requestId = requestIdOf(req.headers['x-request-id'] as string | undefined, world.newId);
    requestIds.set(req, requestId);
    const gone = new AbortController();
    socket.once('close', () => gone.abort());
    const cut = (): void => void socket.destroy();
    endings.add(cut);
    socket.once('close', () => endings.delete(cut));
    const target = req.url ?? '';
    const [path = ''] = target.split('?', 1);

    function logged(status: number, why: string | null): void {
      const entry = { method: 'GET', path, status, ms: hostTime() - began, requestId };
      log.request(why === null ? entry : { ...entry, why });
    }

    /** Writes the request to the journal, announces and logs it. */
    function note(
      { operation, workspaceId, callSid }: Admission,
      status: number,
      responseBody: string,
      more: { readonly why: string | null; readonly faultId?: string | null | undefined },
    ): void {
      const { why, faultId = null } = more;
      logged(status, why);
      noting(() => {
        const entry: NewJournalEntry = {
          at: world.now(workspaceId),
          workspaceId,
          operation: operation.name,
          callSid: callSid === null ? null : ownText(callSid),
          method: 'GET',
          path: ownText(path),
          query: target.slice(path.length + 1),
          headers: req.headers as JournalHeaders,
          requestBody: '',
          status,
          responseBody,
          requestId,
          ms: hostTime() - began,
          why,
          faultId,
          connection: null,
        };
        return both(journal.write(entry), world.events.announce(answered(entry)));
      });
    }

    /** Does what follows the handshake, which stands whatever fails here. */
    const noting = (work: () => MaybePromise<void>): void =>
      void followUp(work, (error) => log.fault(error, requestId));

    function refuse(admission: Admission, verdict: Verdict & { kind: 'response' }): void {
      const { response } = verdict;
      note(admission, response.status, response.body, {
        why: response.why ?? null,
        faultId: response.faultId,
      });
      if (response.connection === undefined) {
        endWith(socket, rawReply({ response, requestId, headers: [] }, wire));
      } else if (response.connection === 'CONNECTION_RESET_BY_PEER') socket.resetAndDestroy();
      else socket.destroy();
    }

    function serve(admission: Admission, verdict: Exclude<Verdict, { kind: 'response' }>): void {
      server.handleUpgrade(req, socket, head, (ws: WebSocket) => {
        endings.delete(cut);
        const connection = openConnection(ws, streams, endings, {
          failed: (error) => log.fault(error, requestId),
          closed: (code, frames) => logged(101, `closed with ${code} after ${frames} frames`),
        });
        if (verdict.kind === 'close') connection.close(verdict.code, verdict.reason);
        const faultId = verdict.kind === 'open' ? verdict.faultId : null;
        note(admission, 101, '', { why: connection.why, faultId });
        if (verdict.kind === 'close' || connection.closed.aborted) return;
        const stop = world.events.listen(({ event }) => {
          if (event.type !== 'workspace.removed' || event.workspaceId !== admission.workspaceId)
            return;
          connection.close(closeCodes.goingAway, 'The workspace was removed, reset or replaced.');
        });
        connection.closed.addEventListener('abort', stop);
        verdict.run(connection).catch((error: unknown) => {
          if (closeFailed(connection, error)) log.fault(error, requestId);
        });
      });
    }

    const admission = await admit({
      target,
      protocols: req.headers['sec-websocket-protocol'],
      gone: gone.signal,
    });
    if (gone.signal.aborted) return;
    if (admission === undefined) endWith(socket, plainResponse(requestId, 400));
    else if (admission.verdict.kind === 'response') refuse(admission, admission.verdict);
    else serve(admission, admission.verdict);
  };
}
