import { describe, expect, it } from 'vitest';
import { createEmulator, StoreError } from '../../src/index.ts';

describe('createEmulator({ store })', () => {
  it.each([
    ['an address that is not valid', 'http://:s3cret@db.test', 'invalid_address'],
    [
      'a prefix that is not valid',
      { url: 'redis://:s3cret@db.test', prefix: '{}' },
      'invalid_address',
    ],
    ['a server that is not there', 'redis://:s3cret@127.0.0.1:1', 'unreachable'],
  ] as const)('rejects for %s, without the password', async (_, store, code) => {
    const error = await createEmulator({ store }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ name: 'StoreError', code });
    expect(String((error as Error).stack)).not.toContain('s3cret');
  });
});
