/** The injections of a workspace. */
import type { CallInfo, InjectionInfo } from '../observe/workspace-info.ts';

/** The injections of some calls, in the order in which they were accepted. */
export function injectionsOf(calls: readonly CallInfo[]): InjectionInfo[] {
  return calls
    .flatMap((call) => call.injections)
    .sort((a, b) => a.injectedAt.getTime() - b.injectedAt.getTime());
}
