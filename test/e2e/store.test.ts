import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { root, run } from '../helpers/command.ts';
import { hasRedis, type RedisOptions, startRedis } from '../helpers/redis-server.ts';

/** Starts a server; it is stopped after the test. */
async function redisServer(options: RedisOptions = {}) {
  const redis = await startRedis(options);
  onTestFinished(() => redis.stop());
  return redis;
}

describe.skipIf(!hasRedis)('store (it needs redis-server or valkey-server)', () => {
  it('status says what the server is and counts the keys; flush removes them and no others', async () => {
    const { url, command } = await redisServer({ password: 's3cret' });
    const shown = url.replace(':s3cret@', '');
    for (const key of ['{ci-42}:a', '{ci-42}:b', '{ci-4}:a', 'a']) await command('SET', key, '1');
    const env = { SESSIONS_EMULATOR_STORE: url, SESSIONS_EMULATOR_STORE_PREFIX: 'ci-42' };
    const status = await run(['store', 'status'], env).ended;
    expect(status).toMatchObject({ code: 0, stderr: '' });
    expect(status.stdout).toMatch(
      new RegExp(`^\\w+ [\\d.]+ at ${shown}/0 can keep a world; 2 keys with the prefix ci-42\\n$`),
    );
    const flush = await run(['store', 'flush'], env).ended;
    expect(flush).toMatchObject({ code: 0, stderr: '' });
    expect(flush.stdout).toMatch(/^removed 2 keys with the prefix ci-42 from \w+ [\d.]+ at /);
    expect(await command('DBSIZE')).toBe(2);
  });

  it('status has a line for a setting that endangers a world', async () => {
    const args = ['--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru'];
    const { url } = await redisServer({ args });
    const { code, stderr } = await run(['store', 'status', '--store', url]).ended;
    expect([code, stderr]).toEqual([0, expect.stringContaining('set the policy to noeviction')]);
  });

  it('hides a password of its flag from the list of processes', async () => {
    const redis = await redisServer({ password: 's3cret' });
    redis.pause();
    onTestFinished(() => redis.resume());
    const { child, ended } = run(['store', 'status', '--store', redis.url]);
    const shown = () => readFileSync(`/proc/${child.pid}/cmdline`, 'utf8');
    await expect.poll(shown, { timeout: 3_000 }).toContain('sessions-emulator');
    expect(shown()).not.toContain('s3cret');
    redis.resume();
    expect((await ended).code).toBe(0);
  });
});

it.each([
  [['redis://:s3cret@db.test']],
  [['start', 'redis://:s3cret@db.test']],
  [['store', 'flush', 'redis://:s3cret@db.test']],
  [['--stor', 'redis://:s3cret@db.test']],
  [['--stor=redis://:s3cret@db.test']],
])('a URL in the wrong place is refused without its password: %j', async (args) => {
  const { code, stderr } = await run(args).ended;
  expect(code).toBe(2);
  expect(stderr).not.toContain('s3cret');
});

describe.each([
  ['start', ['--port', '0'], { usage: 2, store: 4, client: 5 }],
  ['exec', ['--', 'true'], { usage: 125, store: 125, client: 125 }],
  ['store status', [], { usage: 2, store: 4, client: 5 }],
  ['store flush', [], { usage: 2, store: 4, client: 5 }],
] as const)('%s --store', (name, args, codes) => {
  const command = (store: string, file?: string) =>
    run([...name.split(' '), '--store', store, ...args], {}, file).ended;

  it('refuses an address that is not valid, without repeating it', async () => {
    const { code, stderr, stdout } = await command('http://:s3cret@db.test');
    expect([code, stdout]).toEqual([codes.usage, '']);
    expect(stderr).toMatch(/^sessions-emulator: --store: expected a URL such as redis:.*\n$/);
    expect(stderr).not.toContain('s3cret');
  });

  it('fails with one line when no server is there', async () => {
    const { code, stderr, stdout } = await command('redis://:s3cret@127.0.0.1:1/0');
    expect([code, stdout]).toEqual([codes.store, '']);
    expect(stderr).toBe(
      'sessions-emulator: --store: redis://127.0.0.1:1/0 refuses the connection: nothing listens there\n',
    );
  });

  it.skipIf(!hasRedis)(
    'fails with one line for a wrong password (it needs redis-server or valkey-server)',
    async () => {
      const { port } = await redisServer({ password: 'right' });
      const { code, stderr } = await command(`redis://:s3cret@127.0.0.1:${port}`);
      expect(code).toBe(codes.store);
      expect(stderr).toBe(
        `sessions-emulator: --store: redis://127.0.0.1:${port}/0 refuses the user or the password\n`,
      );
    },
  );

  it('says how to install the client when it is missing', async () => {
    const alone = mkdtempSync(join(tmpdir(), 'without-client-'));
    onTestFinished(() => rmSync(alone, { recursive: true, force: true }));
    cpSync(join(root, 'dist'), join(alone, 'dist'), { recursive: true });
    const { code, stderr } = await command('redis://', join(alone, 'dist', 'cli.js'));
    expect(code).toBe(codes.client);
    expect(stderr).toBe(
      'sessions-emulator: --store: a shared world needs a package that is not installed: npm install @redis/client\n',
    );
  });
});
