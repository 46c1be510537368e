/** Reads certificate and key of `--tls-cert` and `--tls-key`. */
import { readFileSync } from 'node:fs';
import { type TlsOptions, tlsProblem } from '../../http/tls-server.ts';
import { errorMessage } from '../../world/error-message.ts';
import type { StartFlags } from '../options.ts';

/** Certificate and key; or, as a text, why there are none. */
export function readTls({
  tlsCert,
  tlsKey,
}: Pick<StartFlags, 'tlsCert' | 'tlsKey'>): TlsOptions | string {
  if (tlsCert === undefined || tlsKey === undefined) return '--tls-cert and --tls-key go together';
  const files = { cert: tlsCert, key: tlsKey };
  let of: keyof TlsOptions = 'cert';
  try {
    const cert = readFileSync(tlsCert);
    of = 'key';
    const tls = { cert, key: readFileSync(tlsKey) };
    const wrong = tlsProblem(tls);
    return wrong === undefined ? tls : `--tls-${wrong.of} ${files[wrong.of]}: ${wrong.problem}`;
  } catch (error) {
    return `--tls-${of} ${files[of]} cannot be read: ${errorMessage(error)}`;
  }
}
