/** Ten minutes of a busy afternoon, in seconds: what the pictures of the page show. */

/** The workspace in which it is. */
export const WS = '11111111-1111-4111-8111-111111111111';
const SERVICE = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa1';
const PATIENT = { canonical_id: 'charmhealth:Patient:67890', channel_kind: 'web' };
const CALL = 'CA00000000000000000000000000000001';

/** Length of the afternoon in seconds. */
export const LENGTH = 600;

/**
 * Plays it on an emulator whose clock is frozen; then the clock runs.
 *
 * @param began what the clock shows: `LENGTH` seconds before now, in milliseconds since 1970
 */
export async function playAfternoon(url: string, began: number): Promise<void> {
  const request = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: 'Bearer demo-key',
        'content-type': 'application/json',
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    // The client makes mistakes, the script does not.
    if (!response.ok && path.startsWith('/_emulator')) throw new Error(`${path}: ${text}`);
    return text;
  };
  const control = (method: string, path: string, body?: object) =>
    request(method, `/_emulator${path}`, body);
  const own = (method: string, path: string, body?: object) =>
    control(method, `/workspaces/${WS}${path}`, body);
  const sessions = `/v1/${WS}/sessions`;
  const inject = (call: string, message: string) =>
    request('POST', `${sessions}/${call}/inject`, { message, sender: 'front desk' });

  const started = await request('POST', `${sessions}/start`, { service_id: SERVICE, ...PATIENT });
  const { conversation_id } = JSON.parse(started) as { readonly conversation_id: string };
  await own('POST', '/calls', { call_sid: 'waiting', caller_id: '+15550100042' });

  for (let second = 0; began + second * 1000 < Date.now(); second++) {
    const busy = 2 + Math.round(2 * Math.sin(second / 70) ** 2 + (second % 90 < 10 ? 5 : 0));
    for (let i = 0; i < busy; i++) await request('GET', `${sessions}/active`);
    if (second % 6 === 0) await inject(CALL, 'The lab results are in.');
    if (second % 20 === 0) await inject('waiting', 'Please hold the line.');
    if (second % 40 === 0) await own('POST', '/calls', { length_seconds: 150 + second / 3 });
    if (second % 120 === 110) {
      await own('POST', '/calls/waiting/subscribers', { subscriber_id: 'night-shift' });
      await own('DELETE', '/calls/waiting/subscribers/night-shift');
    }
    if (second === 240)
      await own('POST', '/faults', { operation: 'inject', status: 503, times: 12 });
    if (second % 50 === 0) await request('GET', `/v1/${WS}/session/active`);
    await control('POST', '/clock/advance', { seconds: 1 });
  }

  const turns = `/v1/${WS}/conversations/${conversation_id}/turns`;
  await request('POST', turns, { message: 'Can I move my appointment to Friday?' });
  await request('POST', turns, { message: 'Thank you!' });
  await own('POST', '/faults', { operation: 'start', status: 429, retry_after: 5 });
  await own('POST', '/faults', {
    operation: 'inject',
    connection: 'CONNECTION_RESET_BY_PEER',
    phase: 'after',
    times: 1,
  });
  // Its response is lost.
  await inject('waiting', 'The lab has moved her to Monday.').catch(() => undefined);
  await request('POST', `${sessions}/${CALL}/inject`, { message: '' });
  await inject('unknown', 'Is anybody there?');
  await inject('waiting', 'The doctor is on her way.');
  await control('PUT', '/clock', { mode: 'real' });
}
