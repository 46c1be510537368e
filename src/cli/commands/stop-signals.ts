/** The signals that tell the command to stop. */
const numbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/**
 * Listens for them from now on; the result aborts at the first one. A second one ends the process at
 * once, with 128 + its number: whoever sends it does not want to wait.
 */
export function stopSignals(): AbortSignal {
  const told = new AbortController();
  for (const [signal, number] of Object.entries(numbers)) {
    process.on(signal, () => {
      if (told.signal.aborted) process.exit(128 + number);
      told.abort();
    });
  }
  return told.signal;
}
