import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../../src/world/valkey/address.ts';
import { StoreError } from '../../../src/world/valkey/store-error.ts';

describe('the address of a store', () => {
  it.each([
    ['redis://', 'redis://127.0.0.1:6379/0', { host: '127.0.0.1', port: 6379 }],
    ['redis://db.test', 'redis://db.test:6379/0', { host: 'db.test', port: 6379 }],
    ['valkey://db.test:7000/0', 'valkey://db.test:7000/0', { host: 'db.test', port: 7000 }],
    ['rediss://db.test', 'rediss://db.test:6379/0', { host: 'db.test', port: 6379, tls: true }],
    ['valkeys://[::1]:1', 'valkeys://[::1]:1/0', { host: '::1', port: 1, tls: true }],
    ['unix:///run/my%20db.sock', 'unix:///run/my db.sock', { path: '/run/my db.sock', tls: false }],
    ['redis+unix:///a.sock', 'redis+unix:///a.sock', { path: '/a.sock', tls: false }],
    ['redis+socket:///a.sock', 'redis+socket:///a.sock', { path: '/a.sock', tls: false }],
  ])('%s is understood', (text, url, socket) => {
    expect(parseAddress(text)).toEqual({ url, prefix: 'sessions-emulator', options: { socket } });
  });

  it.each([
    ['redis://ann:p%40ss@db.test/3', { username: 'ann', password: 'p@ss', database: 3 }],
    ['redis://:p%2Fss@db.test?db=12', { password: 'p/ss', database: 12 }],
    ['redis://:p@', { password: 'p' }],
    ['redis://:p@:7000/1', { password: 'p', database: 1 }],
    ['unix://ann:p@/run/db.sock?db=2', { username: 'ann', password: 'p', database: 2 }],
  ])('%s has credentials and a database', (text, more) => {
    expect(parseAddress(text).options).toEqual({ socket: expect.anything(), ...more });
  });

  it.each([
    ['localhost:6379', /expected a URL such as redis:/],
    ['127.0.0.1:6379', /expected a URL such as redis:/],
    ['http://db.test', /expected a URL such as redis:/],
    ['redis://db.test:70000', /expected a URL such as redis:/],
    ['', /expected a URL such as redis:/],
    ['redis://ann@db.test', /a user needs a password/],
    ['redis://:p%@db.test', /write a % .* as %25/],
    ['redis://:p#w@db.test', /write a # .* as %23|expected a URL/],
    ['redis://db.test/first', /the database is a number/],
    ['redis://db.test/1?db=2', /two databases/],
    ['redis://db.test?timeout=5', /no query besides \?db/],
    ['unix://', /the path of a socket/],
    ['unix:///', /the path of a socket/],
  ])('%j is refused: %s', (text, why) => {
    expect(() => parseAddress(text)).toThrow(why);
  });

  it.each(['', 'a{b}', 'a b', '*', 'a'.repeat(101)])('has no prefix %j', (prefix) => {
    expect(() => parseAddress('redis://', prefix)).toThrow(/the prefix of the keys/);
  });

  it('never shows a credential: neither in its URL nor in an error', () => {
    const secret = fc.string({ minLength: 1 }).map((text) => `s3cret${text}`);
    fc.assert(
      fc.property(
        secret,
        fc.constantFrom('redis', 'rediss', 'unix', 'http', 'what'),
        (password, scheme) => {
          for (const written of [password, encodeURIComponent(password.toWellFormed())]) {
            for (const rest of ['db.test/0', '/run/db.sock', 'db.test/x?y=1', '']) {
              let shown: string;
              try {
                shown = parseAddress(`${scheme}://ann:${written}@${rest}`).url;
              } catch (error) {
                expect(error).toBeInstanceOf(StoreError);
                expect(error).toHaveProperty('code', 'invalid_address');
                shown = String((error as Error).stack);
              }
              expect(shown).not.toContain('s3cret');
            }
          }
        },
      ),
    );
  });
});
