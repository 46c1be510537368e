/** Whether the process is up, and whether it is ready: `GET /_emulator/health`, `…/ready`. */
import { Hono } from 'hono';

/** What the two answers tell. */
export interface HealthParts {
  readonly version: string;
  /** Whether the fixtures are loaded and the socket listens. */
  readonly ready: () => boolean;
}

/** The routes, under `/_emulator`. */
export function healthRoutes({ version, ready }: HealthParts): Hono {
  return new Hono()
    .get('/health', (c) => c.json({ status: 'ok', version }))
    .get('/ready', (c) =>
      ready() ? c.json({ status: 'ready', version }) : c.json({ status: 'starting', version }, 503),
    );
}
