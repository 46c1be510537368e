/** The code under test: your client of the Sessions API. */

/** Injects into every active call that a refill was approved. */
exports.announceRefill = async ({ url, workspaceId, apiKey }, medicine) => {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  const sessions = `${url}/v1/${workspaceId}/sessions`;
  const active = await fetch(`${sessions}/active`, { headers });
  for (const { call_sid } of await active.json()) {
    await fetch(`${sessions}/${call_sid}/inject`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ message: `The refill of ${medicine} is approved.` }),
    });
  }
};
