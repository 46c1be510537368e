/** What is read of a workspace, kept up to date. */
import type { PageEvent } from '../../api/types.ts';
import { useLive } from '../../state/live.ts';

/**
 * What `read` resolves to; undefined until it is there.
 *
 * @param isAbout whether an event of the workspace may have changed it
 * @param everyMs as in `Live`
 */
export const useInWorkspace = <T>(
  ws: string,
  read: (ws: string) => Promise<T>,
  isAbout: (event: PageEvent) => boolean,
  everyMs?: number,
): T | undefined =>
  useLive(
    () => read(ws),
    // The clock of the world has no workspace.
    (event) => (event.workspace_id ?? ws) === ws && isAbout(event),
    [ws],
    everyMs,
  );
