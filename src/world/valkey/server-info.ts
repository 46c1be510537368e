/** What a server says about itself (`INFO`): whether it fits, and what its settings mean for a world. */
import { StoreError } from './store-error.ts';

/** A server. */
export interface ServerInfo {
  readonly product: 'Redis' | 'Valkey';
  /** Such as `7.0.15`. */
  readonly version: string;
  /** One line for each setting that endangers a world; usually none. */
  readonly warnings: readonly string[];
}

/** The oldest version that works. */
const oldest = { Redis: '6.2', Valkey: '7.2' } as const;
/** From this version on Redis tells all errors of a script as they are. */
const RECOMMENDED_REDIS = '7.0';

function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [thanMajor = 0, thanMinor = 0] = than.split('.').map(Number);
  return major < thanMajor || (major === thanMajor && minor < thanMinor);
}

/** The fields of the text that `INFO` returns. */
export function parseInfo(text: string): ReadonlyMap<string, string> {
  const fields = text.matchAll(/^([\w-]+):(.*?)\r?$/gm);
  return new Map([...fields].map(([, name = '', value = '']) => [name, value]));
}

/**
 * Checks a server by its `INFO`. `url` has no credentials.
 *
 * @throws `StoreError` if it cannot keep a world
 */
export function checkInfo(info: ReadonlyMap<string, string>, url: string): ServerInfo {
  const product = info.has('valkey_version') ? 'Valkey' : 'Redis';
  const version = info.get('valkey_version') ?? info.get('redis_version') ?? '0';
  const refuse = (code: StoreError['code'], why: string) => new StoreError(code, `${url} ${why}`);
  if (isOlder(version, oldest[product])) {
    throw refuse(
      'wrong_version',
      `is ${product} ${version}; it must be ${oldest[product]} or newer`,
    );
  }
  if (info.get('loading') === '1') throw refuse('loading', 'is still loading its data');
  if (info.get('role') === 'slave') {
    throw refuse('read_only', 'is a replica, which only reads: use the address of its primary');
  }
  if (info.get('cluster_enabled') === '1') {
    throw refuse('other', 'is part of a cluster: use a single server');
  }

  const warnings: string[] = [];
  const policy = info.get('maxmemory_policy') ?? 'noeviction';
  const maxMemory = info.get('maxmemory') ?? '0';
  if (maxMemory !== '0' && policy !== 'noeviction') {
    warnings.push(
      `when the server is full it removes parts of the world (maxmemory-policy ${policy}): set the policy to noeviction`,
    );
  }
  if (product === 'Redis' && isOlder(version, RECOMMENDED_REDIS)) {
    warnings.push(`Redis ${version} works; ${RECOMMENDED_REDIS} or newer is recommended`);
  }
  return { product, version, warnings };
}
