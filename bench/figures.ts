/** What is measured, in the order in which it is told. */

import { hasRedis } from '../test/helpers/redis-server.ts';
import { measureActive } from './figures/active.ts';
import { measureCrowd } from './figures/crowd.ts';
import { measureInject, measureOthers } from './figures/inject.ts';
import { measureMemory } from './figures/memory.ts';
import { measurePeers } from './figures/peers.ts';
import { measureShared } from './figures/shared.ts';
import { measureStart } from './figures/start.ts';
import { measureStreams } from './figures/streams.ts';
import { measureSubscribers } from './figures/subscribers.ts';
import type { Effort } from './rounds.ts';
import type { Row } from './row.ts';

/** Something to measure. */
export interface Figure {
  /** What `--only` calls it. */
  readonly name: string;
  readonly title: string;
  readonly measure: (effort: Effort) => Promise<readonly Row[]>;
  /** It installs other emulators, so it wants to be asked for. */
  readonly onlyWithPeers?: boolean;
  /** What it needs that this machine does not have. */
  readonly missing?: string;
}

/** All of them. */
export const figures: readonly Figure[] = [
  { name: 'start', title: 'Start', measure: measureStart },
  { name: 'inject', title: 'An injection', measure: measureInject },
  { name: 'others', title: 'Other answers', measure: measureOthers },
  { name: 'active', title: 'Lists of calls', measure: measureActive },
  { name: 'crowd', title: 'A large world', measure: measureCrowd },
  { name: 'memory', title: 'Memory', measure: measureMemory },
  { name: 'subscribers', title: 'Live subscribers', measure: measureSubscribers },
  { name: 'streams', title: 'Streams', measure: measureStreams },
  {
    name: 'shared',
    title: 'A shared world',
    measure: measureShared,
    ...(!hasRedis && { missing: 'redis-server or valkey-server on the PATH' }),
  },
  { name: 'peers', title: 'Beside others', measure: measurePeers, onlyWithPeers: true },
];
