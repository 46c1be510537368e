import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { run } from '../helpers/command.ts';

const exec = (...args: string[]) => run(['exec', ...args]);
const shell = (script: string, ...flags: string[]) => exec(...flags, '--', 'sh', '-c', script);
const CURL = 'curl -s -H "authorization: Bearer $AMIGO_API_KEY"';

describe('exec', () => {
  it('gives the command an emulator that is ready, and its own variables', async () => {
    const body =
      '{\\"service_id\\":\\"$AMIGO_SERVICE_ID\\",\\"entity_id\\":\\"$AMIGO_ENTITY_ID\\",\\"channel_kind\\":\\"web\\"}';
    const sessions = '$AMIGO_BASE_URL/v1/$AMIGO_WORKSPACE_ID/sessions';
    const { stdout, code } = await shell(
      `${CURL} -o /dev/null -w '%{http_code} ' ${sessions}/active
       ${CURL} -o /dev/null -w '%{http_code}' -H 'content-type: application/json' -d "${body}" ${sessions}/start`,
      '--auth',
      'keys',
    ).ended;
    expect([stdout, code]).toEqual(['200 201', 0]);
  });

  it("sets the variables of the vendor's smoke tests to the same values, and the origin for sockets", async () => {
    const { stdout } = await shell(
      'for of in BASE_URL API_KEY WORKSPACE_ID; do eval "test "\\$AMIGO_$of" = "\\$AMIGO_TEST_$of"" && echo $of; done; echo $AMIGO_BASE_URL; echo $AMIGO_AGENT_BASE_URL',
    ).ended;
    const [, origin] = /\nhttp(:.*)\n/.exec(stdout) ?? [];
    expect(stdout).toBe(`BASE_URL\nAPI_KEY\nWORKSPACE_ID\nhttp${origin}\nws${origin}\n`);
  });

  it('issues a key that works with --auth keys, when the fixture has none', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'exec-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'world.json');
    const workspace_id = '33333333-3333-4333-8333-333333333333';
    writeFileSync(file, JSON.stringify({ workspaces: [{ workspace_id }] }));
    const list = `${CURL} -o /dev/null -w '%{http_code}' $AMIGO_BASE_URL/v1/$AMIGO_WORKSPACE_ID/services`;
    const { stdout } = await shell(`${list}; echo " $AMIGO_API_KEY"`, '-f', file, '--auth', 'keys')
      .ended;
    expect(stdout).toMatch(/^200 key_[\w-]+\n$/);
    expect((await shell('echo $AMIGO_API_KEY', '-f', file).ended).stdout).toBe('any-key\n');
  });

  it.each([
    ['exit 0', 0],
    ['exit 7', 7],
    ['kill -TERM $$', 143],
    ['kill -KILL $$', 137],
  ])('exits as the command does: %s', async (script, code) => {
    const ended = await shell(script).ended;
    expect([ended.code, ended.stdout, ended.stderr]).toEqual([code, '', '']);
  });

  it.each([
    [
      'a command that does not exist',
      ['--', 'no-such-command'],
      127,
      /^sessions-emulator: .*no-such-command: not found/,
    ],
    ['one that cannot be run', ['--', '/'], 126, /^sessions-emulator: .*\/: Permission denied/],
    ['no command', [], 125, /missing required argument 'command'/],
    ['a wrong flag', ['--prot', '1', '--', 'true'], 125, /Did you mean --port/],
    [
      'a fixture that does not exist',
      ['-f', 'none.json', '--', 'true'],
      125,
      /none\.json cannot be used/,
    ],
    [
      'an address of another machine',
      ['--host', '192.0.2.1', '--control-token', 'none', '--', 'true'],
      125,
      /cannot listen/,
    ],
  ])('reports what went wrong before it ran: %s', async (_, args, code, says) => {
    const ended = await exec(...args).ended;
    expect(ended.code).toBe(code);
    expect(ended.stderr).toMatch(says);
  });

  it('passes options behind the command to the command', async () => {
    expect((await exec('echo', '--port', 'x').ended).stdout).toBe('--port x\n');
    expect((await exec('--', 'sh', '-c', 'echo "$0"', '--help').ended).stdout).toBe('--help\n');
  });

  it('runs two at once, each with its own emulator', async () => {
    const both = await Promise.all(
      [1, 2].map(
        () => shell(`echo $AMIGO_BASE_URL; ${CURL} $AMIGO_BASE_URL/_emulator/ready`).ended,
      ),
    );
    const urls = both.map(({ stdout }) => stdout.split('\n')[0]);
    expect(new Set(urls).size).toBe(2);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
  });

  it('uses a given fixture', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'exec-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'world.json');
    const workspace_id = '33333333-3333-4333-8333-333333333333';
    writeFileSync(file, JSON.stringify({ workspaces: [{ workspace_id }] }));
    const { stdout } = await shell('echo $AMIGO_WORKSPACE_ID-$AMIGO_SERVICE_ID', '-f', file).ended;
    expect(stdout).toBe(`${workspace_id}-\n`);
  });
});

describe('exec --verify-on-exit', () => {
  const fault = (times: number) =>
    `curl -s -o /dev/null -H 'content-type: application/json' -d '{"operation":"active","status":503}' $AMIGO_BASE_URL/_emulator/workspaces/$AMIGO_WORKSPACE_ID/faults; ${`${CURL} -o /dev/null $AMIGO_BASE_URL/v1/$AMIGO_WORKSPACE_ID/sessions/active; `.repeat(times)}`;

  it('fails when a fault rule never fired, even if it was removed with its workspace', async () => {
    const gone = `${fault(0)} curl -s -X DELETE $AMIGO_BASE_URL/_emulator/workspaces/$AMIGO_WORKSPACE_ID`;
    for (const script of [fault(0), gone]) {
      const { code, stderr } = await shell(script, '--verify-on-exit').ended;
      expect([code, stderr]).toEqual([
        1,
        expect.stringMatching(
          /fault rule flt_\w+ of workspace \S+ never fired: \{"operation":"active","status":503\}\n$/,
        ),
      ]);
    }
    expect((await shell(fault(1), '--verify-on-exit').ended).code).toBe(0);
    expect((await shell(fault(0)).ended).code).toBe(0);
  });

  it('fails when a request hit a path that no operation has', async () => {
    const script = `${CURL} $AMIGO_BASE_URL/v2/x >/dev/null; ${CURL} $AMIGO_BASE_URL/v2/x >/dev/null`;
    const { code, stderr } = await shell(script, '--verify-on-exit').ended;
    expect([code, stderr]).toEqual([
      1,
      'sessions-emulator: no operation matches GET /v2/x (requested 2 times)\n',
    ]);
    expect((await shell(`${script}; exit 9`, '--verify-on-exit').ended).code).toBe(9);
  });
});

// Whoever holds our standard output is still there: it closes when the last one is gone.
describe('an exec that is killed', () => {
  const forever = 'echo started; (sleep 600; true) & wait';

  it('passes the signal on, and exits as the command does', async () => {
    const running = shell(
      'trap "echo told; exit 3" TERM; echo started; while :; do sleep 0.05; done',
    );
    await running.says(/started/);
    running.child.kill('SIGTERM');
    const { code, stdout } = await running.ended;
    expect([code, stdout]).toEqual([3, 'started\ntold\n']);
  });

  // SIGKILL more than once: it is the one that gives us no moment to clean up.
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL', 'SIGKILL', 'SIGKILL', 'SIGKILL'] as const)(
    'leaves nothing of the command behind: %s',
    async (signal) => {
      const running = shell(forever);
      await running.says(/started/);
      running.child.kill(signal);
      await running.ended;
      expect(running.stdout()).toBe('started\n');
    },
  );

  it('leaves nothing behind that the command left', async () => {
    const { code } = await shell('(sleep 600; true) & exit 4').ended;
    expect(code).toBe(4);
  });

  it.each([0, 1, 2, 3, 4])(
    'before the command is there, it never runs: moment %i',
    async (moment) => {
      const running = shell('echo ran; sleep 600');
      // Moments of the start that differ from machine to machine: whatever they hit, nothing is left.
      let turns = moment * 20;
      await new Promise<void>((resolve) => {
        const next = () => (turns-- > 0 ? setImmediate(next) : resolve());
        next();
      });
      running.child.kill('SIGKILL');
      const { signal } = await running.ended;
      expect(signal).toBe('SIGKILL');
    },
  );
});
