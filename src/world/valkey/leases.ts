/** Numbers of live subscribers' connections. They tell which process holds a connection. */

const PER_PROCESS = 2 ** 32;

/** Makes the numbers of a process; each is used once. */
export function createLeases(process: number): () => number {
  let last = 0;
  return () => process * PER_PROCESS + ++last;
}

/** The process that holds a connection. */
export const processOf = (lease: number): number => Math.floor(lease / PER_PROCESS);
