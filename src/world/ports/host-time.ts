/** The host's time: the only file that reads it. */

/** Reads the host: milliseconds since the epoch, never backwards within a process. */
export type HostTime = () => number;

const began = Date.now();
const [beganSeconds, beganNanoseconds] = process.hrtime();

/**
 * The host's own time. The monotonic clock is used so that a host adjusting its time moves nobody; and
 * not by the name of `performance`, at whose first use Node loads much that nothing else here needs.
 */
export const hostTime: HostTime = () => {
  const [seconds, nanoseconds] = process.hrtime();
  return began + (seconds - beganSeconds) * 1e3 + (nanoseconds - beganNanoseconds) / 1e6;
};
