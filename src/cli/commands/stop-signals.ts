/** The signals that stop the command. */
const numbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/**
 * Handles the signals from now on; the result aborts at the first one. A second one ends the process at once
 * with 128 + its number.
 */
export function stopSignals(): AbortSignal {
  const stop = new AbortController();
  for (const [signal, number] of Object.entries(numbers)) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(128 + number);
      stop.abort();
    });
  }
  return stop.signal;
}
