/** Another client of an emulator under attack: it must not wait long, whatever the others send. */
import { bytesOf, openConnection, type WireRequest } from './client.ts';
import type { Subject } from './subject.ts';

const HEALTH: WireRequest = {
  method: 'GET',
  target: '/_emulator/health',
  headers: [],
  body: Buffer.alloc(0),
};
/** Milliseconds between two requests. */
const PAUSE_MS = 20;

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

/** Asks for the health again and again, and reports how long each response took, in milliseconds. */
export async function bystander(
  subject: () => Subject,
  isOver: () => boolean,
  report: (ms: number) => void,
): Promise<void> {
  while (!isOver()) {
    const connection = await openConnection(subject().port);
    while (!isOver() && connection.usable()) {
      const began = performance.now();
      const ended = await connection.request(bytesOf(HEALTH), 'GET', 30_000);
      if (ended !== 'closed') report(Math.round(performance.now() - began));
      await pause();
    }
    connection.destroy();
    await pause();
  }
}
