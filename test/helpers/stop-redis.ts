/** Before each test file: no server that a file started outlives it. */
import { afterAll } from 'vitest';
import { stopRedisServers } from './redis-server.ts';

afterAll(stopRedisServers);
