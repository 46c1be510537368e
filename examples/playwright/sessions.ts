import { test as base, expect } from '@playwright/test';

/** The workspace of a test. */
interface Sessions {
  readonly workspaceId: string;
  /** Sends a request to the control plane of the workspace. Returns the body of the response. */
  post(path: string, data: object): Promise<unknown>;
}

/** Playwright's `test`, with an empty workspace for each test. */
export const test = base.extend<{ sessions: Sessions }>({
  sessions: async ({ request }, use) => {
    const url = process.env.AMIGO_BASE_URL ?? 'http://127.0.0.1:4010';
    const workspaces = `${url}/_emulator/workspaces`;
    async function post(path: string, data: object) {
      const response = await request.post(`${workspaces}${path}`, { data });
      expect(response.ok(), await response.text()).toBe(true);
      return response.json();
    }

    const { workspace_id: workspaceId } = await post('', { template: 'empty' });
    await use({ workspaceId, post: (path, data) => post(`/${workspaceId}${path}`, data) });
    await request.delete(`${workspaces}/${workspaceId}`);
  },
});
