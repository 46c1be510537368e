// Only against the sources: it looks into the log, and asks in process.
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { isDeeper } from '../../src/control/any-json.ts';
import { createLog } from '../../src/http/log.ts';
import { limits } from '../../src/world/limits.ts';
import { emulate } from '../helpers/http.ts';
import { WS } from '../helpers/world.ts';

const faults = `/_emulator/workspaces/${WS}/faults`;

describe('a body of the control plane', () => {
  it('over its limit is refused in process, where no length is declared', async () => {
    const { emulator, url } = await emulate();
    const bytes = ' '.repeat(limits.controlBodyBytes + 1);
    const answer = await emulator.fetch(url + faults, {
      method: 'POST',
      body: new Blob([bytes]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(answer.status).toBe(413);
  });

  it('that stays incomplete is not an internal error', async () => {
    const lines: string[] = [];
    let seen = (): void => {};
    const logged = new Promise<void>((resolve) => {
      seen = resolve;
    });
    const log = createLog('json', (line) => {
      lines.push(line);
      seen();
    });
    const { port, url } = await emulate({ log });
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(`POST ${faults} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 10\r\n\r\n{`),
    );
    // By now it is being read.
    await (await fetch(`${url}/docs`)).text();
    await logged;
    lines.length = 0;
    const ended = new Promise<void>((resolve) => {
      seen = resolve;
    });
    socket.destroy();
    await ended;
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { event: 'request', status: 400 },
    ]);
  });
});

describe('how deep JSON is nested', () => {
  it.each([
    ['[[]]', 1, true],
    ['[[]]', 2, false],
    ['["[[["]', 1, false],
    ['["\\"[[["]', 1, false],
    ['["\\\\",[]]', 1, true],
    ['[],[],[]', 1, false],
    ['["[', 1, false],
    ['"\\', 1, false],
    ['', 0, false],
  ])('is found from its bytes: %s is deeper than %d: %s', (json, levels, expected) => {
    expect(isDeeper(Buffer.from(json), levels)).toBe(expected);
  });
});
