import { describe, expect, it } from 'vitest';
import { toStoreError } from '../../../src/world/valkey/server-errors.ts';
import { checkInfo, parseInfo } from '../../../src/world/valkey/server-info.ts';

const url = 'redis://db.test:6379/0';
const check = (...lines: string[]) => checkInfo(parseInfo(lines.join('\r\n')), url);

describe('what a server says of itself', () => {
  it.each([
    [['redis_version:6.2.0'], 'Redis 6.2.0', 1],
    [['redis_version:7.0.15', 'maxmemory:0', 'maxmemory_policy:allkeys-lru'], 'Redis 7.0.15', 0],
    [['redis_version:7.2.4', 'server_name:valkey', 'valkey_version:8.1.0'], 'Valkey 8.1.0', 0],
    [['redis_version:7.4.0', 'maxmemory:1000', 'maxmemory_policy:volatile-lru'], 'Redis 7.4.0', 1],
    [['redis_version:7.4.0', 'maxmemory:1000', 'maxmemory_policy:noeviction'], 'Redis 7.4.0', 0],
    [['redis_version:10.1.0', 'role:master', 'loading:0'], 'Redis 10.1.0', 0],
  ])('%j is %s, with so many warnings: %i', (lines, name, count) => {
    const { product, version, warnings } = check(...lines);
    expect(`${product} ${version}`).toBe(name);
    expect(warnings).toHaveLength(count);
  });

  it.each([
    [['redis_version:6.0.16'], 'wrong_version', /is Redis 6\.0\.16; it must be 6\.2 or newer/],
    [['redis_version:7.2.4', 'valkey_version:7.1.9'], 'wrong_version', /must be 7\.2 or newer/],
    [[], 'wrong_version', /is Redis 0;/],
    [['redis_version:7.0.15', 'loading:1'], 'loading', /still loading/],
    [['redis_version:7.0.15', 'role:slave'], 'read_only', /is a replica/],
    [['redis_version:7.0.15', 'cluster_enabled:1'], 'other', /is part of a cluster/],
  ])('%j is refused: %s', (lines, code, message) => {
    expect(() => check(...lines)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });
});

/** An error of the server, as the client makes it. */
class SimpleError extends Error {}

it.each([
  ['LOADING Redis is loading the dataset in memory', 'loading'],
  ["READONLY You can't write against a read only replica.", 'read_only'],
  ['ERR Error running script (call to f_1): @user_script:1: -OOM command not allowed', 'full'],
  ['MISCONF Redis is configured to save RDB snapshots', 'full'],
  ["NOPERM this user has no permissions to run the 'eval' command", 'no_permission'],
  ["ERR The user executing the script can't run this command or subcommand", 'no_permission'],
  ['WRONGPASS invalid username-password pair or user is disabled.', 'refused_credentials'],
  ['NOAUTH Authentication required.', 'refused_credentials'],
  ['-DENIED Redis is running in protected mode', 'refused_credentials'],
  ['MOVED 3999 127.0.0.1:6381', 'other'],
  ['ERR something new', 'other'],
])('the reply %j means %s', (reply, code) => {
  const error = toStoreError(new SimpleError(reply), url);
  expect(error.code).toBe(code);
  expect(error.message).toMatch(/^redis:\/\/db\.test:6379\/0 /);
});
