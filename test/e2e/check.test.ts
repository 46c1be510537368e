/** The command `check`: its flags, what it prints, and how it ends. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { run as runCommand } from '../helpers/command.ts';
import { CALL_1, emulate } from '../helpers/http.ts';
import { startLiar } from '../helpers/liar.ts';
import { ENTITY, SERVICE, WS } from '../helpers/world.ts';

const KEY = 'demo-key';

const run = (args: readonly string[], variables: Record<string, string> = {}) =>
  runCommand(['check', ...args], variables).ended;
const flags = (url: string) => ['--base-url', url, '--workspace', WS, '--api-key', KEY];

describe('the command check', () => {
  it('exits with 0 and a table when all checks pass, without the key', async () => {
    const { url } = await emulate();
    const { code, stdout, stderr } = await run(flags(url));
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^ok +lists the active calls +GET \/v1\//);
    expect(stdout).toContain(`46 of 46 checks ok: ${url}\n`);
    expect(stdout).not.toContain(KEY);
  });

  it('reads all options from the environment, and keeps the prefix of the base URL', async () => {
    const { url } = await emulate();
    const { url: prefixed, paths } = await startLiar(url, () => {}, '/a/prefix');
    const { code, stdout } = await run(['--write', '--call', CALL_1, '--json'], {
      AMIGO_BASE_URL: `${prefixed}/`,
      AMIGO_WORKSPACE_ID: WS,
      AMIGO_API_KEY: KEY,
      AMIGO_SERVICE_ID: SERVICE,
      AMIGO_ENTITY_ID: ENTITY,
    });
    const { baseUrl, checks, ok } = JSON.parse(stdout);
    expect({ code, baseUrl, ok }).toEqual({ code: 0, baseUrl: prefixed, ok: true });
    expect(checks).toHaveLength(57);
    expect(Object.keys(checks[0])).toEqual(['name', 'request', 'ok', 'expected', 'found']);
    expect(paths.every((path) => path.startsWith('/a/prefix/v1/'))).toBe(true);
    expect(stdout).not.toContain(KEY);
  });

  it('exits with 1 and shows the expected and the found response when something differs', async () => {
    const { url } = await emulate({ auth: 'off' });
    const { code, stdout } = await run(flags(url));
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^DIFFERENT {2}requires credentials .*\n +expected: 401, WWW-Authenticate: Bearer, .*\n +found: +200$/m,
    );
    expect(stdout).toContain('45 of 46 checks ok');
  });

  it('issues, rotates and deletes a key with --write --keys, and never prints one', async () => {
    const { url, world } = await emulate();
    const before = (await world.listKeys(WS)).length;
    const { code, stdout } = await run([...flags(url), '--write', '--keys']);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^ok +deletes a key /m)]);
    expect(stdout).toContain('50 of 50 checks ok');
    expect(await world.listKeys(WS)).toHaveLength(before);
  });

  it('names what was skipped, in the table and in the JUnit XML, and exits with 0', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'check-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'check.xml');
    const { url } = await emulate();
    const lacking = await startLiar(url, (exchange) => {
      if (!exchange.path.endsWith('/skills')) return;
      exchange.status = 404;
      exchange.body = '{"detail":"Not Found"}';
    });
    const { code, stdout } = await run([...flags(lacking.url), '--junit', file]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^skipped +reads skills +the server does not have this operation$/m);
    expect(stdout).toContain('45 of 46 checks ok, 1 skipped: ');
    const report = readFileSync(file, 'utf8');
    expect(report).toContain('<testsuites tests="46" failures="0" skipped="1">');
    expect(report).toContain('<skipped message="the server does not have this operation"/>');
  });

  it('exits with 3 and one message when the server cannot be reached', async () => {
    const { url, emulator } = await emulate();
    await emulator.close();
    const { code, stdout } = await run(flags(url));
    expect(code).toBe(3);
    expect(stdout).toContain('44 more checks were not sent: the server cannot be reached');
    expect(stdout).not.toContain(KEY);
  });

  it('writes the results as JUnit XML with --junit', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'check-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'check.xml');
    const { url } = await emulate({ auth: 'off' });
    await run([...flags(url), '--junit', file]);
    const report = readFileSync(file, 'utf8');
    expect(report).toContain('<testsuites tests="46" failures="1" skipped="0">');
    expect(report.match(/<testcase /g)).toHaveLength(46);
    expect(report).toMatch(
      /<failure message="200">GET \/v1\/\S+ without credentials\nexpected: 401, .*\nfound: {4}200<\/failure>/,
    );
    expect(report).not.toContain(KEY);
  });

  it('skips in the JUnit XML what was not sent, and refuses a file that cannot be written', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'check-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'check.xml');
    await run([...flags('http://127.0.0.1:1'), '--junit', file]);
    expect(readFileSync(file, 'utf8')).toContain(
      '<testsuites tests="46" failures="2" skipped="44">',
    );
    const wrong = [...flags('http://127.0.0.1:1'), '--junit', '/none/check.xml'];
    const { code, stdout, stderr } = await run(wrong);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^sessions-emulator: --junit \/none\/check\.xml cannot be written: /);
  });

  it('annotates each difference when it runs in GitHub Actions, also with --json', async () => {
    const { url } = await emulate({ auth: 'off' });
    const inActions = { GITHUB_ACTIONS: 'true' };
    const { stdout, stderr } = await run([...flags(url), '--json'], inActions);
    expect(stderr).toMatch(
      /^::error title=requires credentials[^:]*::GET \/v1\/\S+ without credentials%0Aexpected: 401, .*%0Afound: 200\n$/,
    );
    expect(JSON.parse(stdout).ok).toBe(false);
    const good = await emulate();
    expect((await run(flags(good.url), inActions)).stderr).toBe('');
    expect((await run(flags(url), { GITHUB_ACTIONS: '' })).stderr).toBe('');
  });

  const somewhere = flags('http://127.0.0.1:1');
  it.each([
    ['no base URL', ['--workspace', WS, '--api-key', KEY], '--base-url'],
    ['no key', somewhere.slice(0, 4), '--api-key'],
    ['a base URL that is not a URL', [...flags('nowhere')], '--base-url: expected a URL'],
    ['a base URL of another scheme', [...flags('ftp://host')], '--base-url: expected a URL'],
    ['a password in the base URL', flags(`http://me:${KEY}@host`), 'without credentials'],
    ['a query in the base URL', flags('http://host/?x'), 'without credentials, query'],
    ['a key that no header can carry', [...somewhere, '--api-key', `${KEY}\n`], '--api-key'],
    ['a workspace that is not a UUID', [...somewhere, '--workspace', 'x'], 'Expected a UUID'],
    ['--write without ids', [...somewhere, '--write'], '--write needs --call'],
    ['--call without --write', [...somewhere, '--call', CALL_1], '--call needs --write'],
    ['--keys without --write', [...somewhere, '--keys'], '--keys needs --write'],
    ['a call that is a path', [...somewhere, '--write', '--call', '..'], 'the sid of a call'],
    ['a service alone', [...somewhere, '--write', '--service', SERVICE], 'go together'],
    ['an entity alone', [...somewhere, '--write', '--entity', ENTITY], 'go together'],
    ['a timeout of 0', [...somewhere, '--timeout', '0'], 'Expected milliseconds'],
    ['an unknown flag', [...somewhere, `--apikey=${KEY}`], "unknown option '--apikey'"],
    ['an extra argument', [...somewhere, 'more'], 'too many arguments'],
  ])('ends with 2 for %s, without the key', async (_, args, why) => {
    const { code, stdout, stderr } = await run(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(why);
    expect(stderr).not.toContain(KEY);
  });
});
