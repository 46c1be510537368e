/** `sessions-emulator health`: asks an emulator whether it is ready; for a container's HEALTHCHECK. */
import { get } from 'node:http';

const PATIENCE_MS = 2_000;

/** Answers the exit code: 0 when the emulator at that place is ready, 1 when not, and says why. */
export function runHealth({ port, host }: { port: number; host: string }): Promise<number> {
  // An emulator that listens on every address is asked on the loopback one.
  const hostname = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return new Promise((resolve) => {
    const fail = (why: string): void => {
      process.stderr.write(`sessions-emulator: not ready on ${hostname}:${port}: ${why}\n`);
      resolve(1);
    };
    const request = get(
      { hostname, port, path: '/_emulator/ready', timeout: PATIENCE_MS },
      (res) => {
        res.resume();
        if (res.statusCode !== 200) return fail(`it answers ${res.statusCode}`);
        process.stdout.write('ready\n');
        resolve(0);
      },
    );
    request.on('timeout', () => request.destroy(new Error(`no answer in ${PATIENCE_MS} ms`)));
    request.on('error', (error) => fail(error.message));
  });
}
