/** What an API key is made of. */
import {
  type Fields,
  inJson,
  list,
  nullable,
  seconds,
  secret,
  text,
  withDefault,
} from '../fields.ts';
import { limits } from '../limits.ts';

/** What describes a key: stored as given. */
export interface KeyDescription {
  /** For people. Default: null, none. */
  readonly name: string | null;
  /** `viewer`, `member`, `admin` or `owner`. Default: `member`; in a fixture `owner`. */
  readonly role: string;
  /** The permissions that the real API shows for the key. Default: none. */
  readonly permissions: readonly string[];
}

/** The fields of a key's description. */
export const keyDescription: Fields<KeyDescription> = {
  name: withDefault(nullable(text('Display name.')), null, 'null, none'),
  // The published schema allows an empty role.
  role: withDefault(text('viewer, member, admin or owner.'), 'member'),
  permissions: withDefault(
    list(text('Name of a permission.'), limits.apiKeys, 'The permissions that the real API shows.'),
    [],
    'none',
  ),
};

/** An API key to issue. */
export interface KeyOptions extends Partial<KeyDescription> {
  /** The key itself, which a client sends as its bearer token. Default: generated, `key_…`. */
  readonly token?: string;
  /** Seconds on the workspace's clock until the key expires. Default: null, never. */
  readonly lifeSeconds?: number | null;
  /** The key that this one is issued with, which then lists it as its own. Default: null, no key. */
  readonly askedWith?: string | null;
}

/** The fields of a key in fixtures and the control plane. */
export const keyFields: Fields<Omit<KeyOptions, 'askedWith'>> = {
  token: inJson('api_key', secret('The key a client sends as its Bearer token.')),
  ...keyDescription,
  lifeSeconds: inJson(
    'expires_in_seconds',
    withDefault(
      nullable(seconds('Seconds from when it is added or loaded until it expires.')),
      null,
      'null, never',
    ),
  ),
};

/** The fields of a key to issue. */
export const newKeyFields: Fields<KeyOptions> = {
  ...keyFields,
  askedWith: withDefault(
    nullable(secret('The key that it is issued with, which then lists it as its own.')),
    null,
    'null, no key',
  ),
};

/** A checked key with its defaults. */
export type NewKey = KeyOptions & Required<Omit<KeyOptions, 'token'>>;
