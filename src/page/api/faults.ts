/** Requests about fault rules. */
import { call } from './client.ts';
import type { FaultView, NewFault } from './types.ts';

const path = (workspaceId: string): string => `/workspaces/${workspaceId}/faults`;

/** The rules of a workspace, in the order of evaluation. */
export const listFaults = (workspaceId: string) => call<FaultView[]>('GET', path(workspaceId));

/** Adds a rule after the others. */
export const addFault = (workspaceId: string, rule: NewFault) =>
  call<FaultView>('POST', path(workspaceId), rule);

/** Removes a rule. */
export const removeFault = (workspaceId: string, faultId: string) =>
  call<void>('DELETE', `${path(workspaceId)}/${faultId}`);

/** Removes all rules. */
export const removeFaults = (workspaceId: string) => call<void>('DELETE', path(workspaceId));

/** The names of the operations that a rule can be for. */
export const listOperations = async (): Promise<string[]> =>
  (await call<{ name: string }[]>('GET', '/operations')).map(({ name }) => name);
