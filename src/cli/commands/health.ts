/** `sessions-emulator health`: checks whether an emulator is ready; for a container's HEALTHCHECK. */
import { get } from 'node:http';
import type { HealthFlags } from '../options.ts';

const PATIENCE_MS = 2_000;

/** Returns the exit code: 0 when the emulator is ready; 1 when not, with the reason on stderr. */
export async function runHealth({ port, host, tlsCert }: HealthFlags): Promise<number> {
  // For an emulator that listens on every address, use the loopback address.
  const hostname = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  const ask = tlsCert === undefined ? get : (await import('node:https')).get;
  return new Promise((resolve) => {
    const fail = (why: string): void => {
      process.stderr.write(`sessions-emulator: not ready on ${hostname}:${port}: ${why}\n`);
      resolve(1);
    };
    const request = ask(
      // It sends no secret, and the certificate need not name the address.
      { hostname, port, path: '/_emulator/ready', timeout: PATIENCE_MS, rejectUnauthorized: false },
      (res) => {
        let body = '';
        res.setEncoding('utf8').on('data', (text: string) => {
          body += text;
        });
        res.on('error', (error) => fail(error.message));
        res.on('end', () => {
          if (res.statusCode !== 200) return fail(`status ${res.statusCode}${detailOf(body)}`);
          process.stdout.write('ready\n');
          resolve(0);
        });
      },
    );
    request.on('timeout', () => request.destroy(new Error(`no response in ${PATIENCE_MS} ms`)));
    request.on('error', (error) => fail(error.message));
  });
}

/** The reason in a response that says why it is not ready. */
function detailOf(body: string): string {
  try {
    const { detail } = JSON.parse(body) as { detail?: unknown };
    return typeof detail === 'string' ? `: ${detail}` : '';
  } catch {
    return '';
  }
}
