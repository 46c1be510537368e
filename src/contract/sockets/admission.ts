/**
 * Whether a WebSocket is admitted: the same order of checks as for any request. A refusal is a close code, because the
 * vendor's client reads those; only a fault rule refuses the upgrade itself.
 */
import { StoreUnavailable } from '../../world/ports/store.ts';
import type { World } from '../../world/world.ts';
import { type AuthMode, checkCredentials } from '../auth.ts';
import { performRuled } from '../fault-response.ts';
import { paramsReader, percentDecode, templatePattern } from '../path-template.ts';
import { booleanCheck } from '../pydantic/booleans.ts';
import type { WireSwitches } from '../pydantic/switches.ts';
import { parseUuid } from '../pydantic/uuid.ts';
import type { WireResponse } from '../response.ts';
import { failing } from './failing-connection.ts';
import {
  type Connection,
  closeCodes,
  type SocketOperation,
  UNAVAILABLE,
} from './socket-operation.ts';
import { socketOperations } from './socket-operations.ts';

/** A request to open a WebSocket. */
export interface SocketRequest {
  /** As it stood in the request line. */
  readonly target: string;
  /** The `Sec-WebSocket-Protocol` header. */
  readonly protocols: string | undefined;
  /** Aborts when the client has left. */
  readonly gone: AbortSignal;
}

/** What becomes of it. */
export type Verdict =
  | {
      readonly kind: 'open';
      /** The fault rule that had a hand in it; null if none had. */
      readonly faultId: string | null;
      run(connection: Connection): Promise<void>;
    }
  | { readonly kind: 'close'; readonly code: number; readonly reason: string }
  /** The upgrade is refused, because a fault rule asks for it. */
  | { readonly kind: 'response'; readonly response: WireResponse };

/** A verdict, and what the journal says of the request. */
export interface Admission {
  readonly operation: SocketOperation;
  /** Null where the request has none, or not a UUID. */
  readonly workspaceId: string | null;
  readonly callSid: string | null;
  readonly verdict: Verdict;
}

/** Decides on a request; undefined where no operation has its path. */
export type Admit = (request: SocketRequest) => Promise<Admission | undefined>;

/** The key of the subprotocols `auth, <key>`. */
function keyOf(protocols: string | undefined): string | undefined {
  const [first, key] = protocols?.split(',').map((one) => one.trim()) ?? [];
  return first === 'auth' && key !== '' ? key : undefined;
}

/** What a rule makes a response of, or leaves as it is: no rule has this status. */
const upgraded: WireResponse = { status: 101, contentType: null, body: '' };

const close = (code: number, reason: string): Verdict => ({ kind: 'close', code, reason });

/** Admits WebSockets over a world. */
export function createAdmission(world: World, auth: AuthMode, wire: WireSwitches): Admit {
  const routes = socketOperations.map((operation) => ({
    operation,
    pattern: templatePattern(operation.path),
    params: paramsReader(operation.path),
  }));

  /** The values of a query, or what is wrong with it. */
  function readQuery({ parameters }: SocketOperation, query: URLSearchParams) {
    const uuids = new Map<string, string>();
    const flags = new Map<string, boolean>();
    for (const [name, parameter] of Object.entries(parameters)) {
      const given = query.getAll(name).at(-1);
      if (parameter.kind === 'boolean') {
        const checked = given === undefined ? undefined : booleanCheck.check(given, wire.pydantic);
        if (checked?.faults !== undefined) return `${name} is not a boolean.`;
        flags.set(name, checked === undefined ? parameter.default : checked.value === true);
      } else if (given === undefined || given === '') {
        if (parameter.required) return `${name} is required.`;
      } else {
        const reading = parseUuid(given, wire.pydantic);
        if (!reading.ok) return `${name} is not a UUID.`;
        uuids.set(name, reading.uuid);
      }
    }
    return {
      uuid: (name: string) => uuids.get(name) ?? null,
      flag: (name: string) => flags.get(name) === true,
    };
  }

  /** The fault rule that fires, and the response that it asks for; undefined if none does. */
  async function faulted(
    { name }: SocketOperation,
    workspaceId: string,
    callSid: string | null,
    gone: AbortSignal,
  ) {
    const outcome = await world.fireFault(workspaceId, { operation: name, callSid });
    if (outcome === undefined) return undefined;
    const performance = {
      operation: { details: {} },
      run: () => upgraded,
      async delay(ms: number) {
        if (ms > 0) await world.sleep(workspaceId, ms, gone);
      },
      firedAt: world.now(workspaceId),
      now: () => world.now(workspaceId),
    };
    const response = await performRuled(outcome, performance, wire);
    const isOpen = response.status === upgraded.status && response.connection === undefined;
    return { rule: outcome.fired?.rule, response: isOpen ? undefined : response };
  }

  async function decide(
    operation: SocketOperation,
    params: Readonly<Record<string, string>>,
    query: URLSearchParams,
    { gone, protocols }: SocketRequest,
  ): Promise<{ readonly workspaceId: string | null; readonly verdict: Verdict }> {
    const named = params.workspace_id ?? query.getAll('workspace_id').at(-1);
    const reading = named === undefined ? undefined : parseUuid(named, wire.pydantic);
    const workspaceId = reading?.ok ? reading.uuid : null;
    const verdict = (verdict: Verdict) => ({ workspaceId, verdict });

    const token = query.get('token');
    if (token !== null && !operation.tokenInQuery) {
      return verdict(close(closeCodes.badParameters, 'The key belongs into the subprotocol.'));
    }
    const key = keyOf(protocols) ?? (token || undefined);
    const header = key === undefined ? undefined : `Bearer ${key}`;
    const asked = { method: 'GET', needs: operation.needs } as const;
    const { refused } = await checkCredentials(auth, header, workspaceId, world, asked);
    if (refused?.status === 401) {
      return verdict(close(operation.codes.unauthenticated, 'Missing or invalid API key.'));
    }
    if (refused !== undefined) {
      return verdict(close(operation.codes.forbidden, 'Insufficient permissions.'));
    }
    const read = readQuery(operation, query);
    if (typeof read === 'string') return verdict(close(closeCodes.badParameters, read));
    if (workspaceId === null) {
      return verdict(close(closeCodes.badParameters, 'workspace_id is not a UUID.'));
    }
    const fault = await faulted(operation, workspaceId, params.call_sid ?? null, gone);
    if (fault?.response !== undefined) {
      return verdict({ kind: 'response', response: fault.response });
    }
    const call = { world, workspaceId, params, query: read };
    const how = fault?.rule?.socket;
    return verdict({
      kind: 'open',
      faultId: fault?.rule?.faultId ?? null,
      run: (connection) => operation.run(call, how == null ? connection : failing(connection, how)),
    });
  }

  return async (request) => {
    const [path = '', query = ''] = request.target.split(/\?(.*)/s);
    const decoded = percentDecode(path);
    const route = routes.find(({ pattern }) => pattern.test(decoded));
    if (route === undefined) return undefined;
    const { operation } = route;
    const params = route.params(decoded);
    const decision = await decide(operation, params, new URLSearchParams(query), request).catch(
      (error: unknown) => {
        if (!(error instanceof StoreUnavailable)) throw error;
        return { workspaceId: null, verdict: close(closeCodes.tryLater, UNAVAILABLE) };
      },
    );
    return { operation, callSid: params.call_sid ?? null, ...decision };
  };
}
