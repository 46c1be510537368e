/** Which requests are shown, as the parameters of the address say. */
import type { RequestEvent } from '../../api/types.ts';

/** What requests are chosen by. Each is empty when it does not matter. */
export interface Filter {
  readonly workspace?: string;
  readonly operation?: string;
  /** `503`, or a class such as `4xx`. */
  readonly status?: string;
  /** `refused` for statuses from 400, `unmatched` where no operation has the path and method, `fault` if one fired. */
  readonly only?: string;
  /** A part of the path, in any case. */
  readonly path?: string;
}

const kinds: Readonly<Record<string, (request: RequestEvent) => boolean>> = {
  refused: ({ status }) => status >= 400,
  unmatched: ({ operation }) => operation === null,
  fault: ({ fault_id }) => fault_id !== undefined,
};

/** Whether a request passes a filter. */
export function passes(request: RequestEvent, filter: Filter): boolean {
  const { workspace = '', operation = '', status = '', only = '', path = '' } = filter;
  return (
    (workspace === '' || request.workspace_id === workspace) &&
    (operation === '' || request.operation === operation) &&
    (status === '' || statusMatches(request.status, status)) &&
    (kinds[only]?.(request) ?? true) &&
    (path === '' || request.path.toLowerCase().includes(path.toLowerCase()))
  );
}

const statusMatches = (status: number, wanted: string): boolean =>
  wanted.endsWith('xx') ? String(status)[0] === wanted[0] : String(status) === wanted;
