// Only against the sources: it asks the emulator's own fetch, without a socket.
import { expect, it } from 'vitest';
import { faulty } from '../helpers/faulty.ts';
import { demoKey, paths } from '../helpers/http.ts';

it('a broken connection is a failed fetch without a socket', async () => {
  const { emulator, url } = await faulty({ connection: 'EMPTY_RESPONSE' });
  const asked = emulator.fetch(new Request(url + paths.active(), { headers: demoKey }));
  await expect(asked).rejects.toThrow('fetch failed');
});
