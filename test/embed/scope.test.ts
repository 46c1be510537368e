import { describe, expect, it } from 'vitest';
import { createEmulator } from '../../src/index.ts';

describe('an emulator that goes out of scope', () => {
  it('is closed, its server too', async () => {
    let url: string;
    {
      await using emulator = await createEmulator();
      await using server = await emulator.listen();
      url = server.url;
      expect((await fetch(`${url}/_emulator/ready`)).status).toBe(200);
    }
    await expect(fetch(`${url}/_emulator/ready`)).rejects.toThrow();
  });
});
