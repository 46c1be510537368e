/** The server that tests of a shared world use. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { redisCommand } from './redis-command.ts';
import { hasRedis, startRedis } from './redis-server.ts';

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe.skipIf(!hasRedis)('a server for tests (it needs redis-server or valkey-server)', () => {
  it('keeps what it acknowledged when it is killed and starts again on its port', async () => {
    const redis = await startRedis({ appendOnly: true });
    const { pid, port } = redis;
    await redis.command('SET', 'kept', 'ä');
    await redis.kill();
    await expect(redis.command('PING')).rejects.toThrow();
    await redis.restart();
    expect(await redis.command('GET', 'kept')).toBe('ä');
    expect({ port: redis.port, same: redis.pid === pid }).toEqual({ port, same: false });
  });

  it('accepts no command without its password', async () => {
    const redis = await startRedis({ password: 's3cret/' });
    expect(await redis.command('PING')).toBe('PONG');
    expect(new URL(redis.url).password).toBe('s3cret%2F');
    await expect(redis.command('AUTH', 'wrong')).rejects.toThrow('WRONGPASS');
  });

  it('replies to nothing while it is paused', async () => {
    const redis = await startRedis();
    redis.pause();
    let replied = false;
    const reply = redis.command('PING').then((said) => {
      replied = true;
      return said;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(replied).toBe(false);
    redis.resume();
    expect(await reply).toBe('PONG');
  });

  it('is gone with its folder after a stop', async () => {
    const redis = await startRedis();
    const { pid, socketPath } = redis;
    expect(existsSync(socketPath)).toBe(true);
    await redis.stop();
    expect([isRunning(pid), existsSync(dirname(socketPath))]).toEqual([false, false]);
  });

  it('does not outlive a process that is killed', async () => {
    const helper = join(import.meta.dirname, 'redis-server.ts');
    const script = `import(${JSON.stringify(helper)}).then(async ({ startRedis }) =>
      console.log((await startRedis()).port))`;
    const child = spawn(process.execPath, ['--import', 'tsx', '-e', script]);
    const port = await new Promise<number>((resolve) =>
      child.stdout.once('data', (data) => resolve(Number(data))),
    );
    const ping = () => redisCommand({ port }, 'PING').catch(() => 'none');
    expect(await ping()).toBe('PONG');
    child.kill('SIGKILL');
    await expect.poll(ping, { timeout: 10_000 }).toBe('none');
  });
});
