/** The code under test: your client of the Sessions API. */

/** Injects into every active call that a refill was approved. Returns the number of calls with a subscriber. */
export async function announceRefill(
  { url, workspaceId, apiKey }: { url: string; workspaceId: string; apiKey: string },
  medicine: string,
): Promise<number> {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  const sessions = `${url}/v1/${workspaceId}/sessions`;
  const active = await fetch(`${sessions}/active`, { headers });
  let heard = 0;
  for (const { call_sid } of (await active.json()) as { call_sid: string }[]) {
    const response = await fetch(`${sessions}/${call_sid}/inject`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ message: `The refill of ${medicine} is approved.` }),
    });
    const { status } = (await response.json()) as { status?: string };
    if (status === 'delivered') heard++;
  }
  return heard;
}
