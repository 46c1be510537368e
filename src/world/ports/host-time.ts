/** The time of the host. No other file reads it. */

/** Reads the host's time in milliseconds since 1970; never goes backwards within a process. */
export type HostTime = () => number;

const began = Date.now();
const [beganSeconds, beganNanoseconds] = process.hrtime();

/**
 * The host's time, from the monotonic clock, so that adjustments of the host's clock have no effect. Does not
 * use `performance`: its first use loads much of Node that nothing else here needs.
 */
export const hostTime: HostTime = () => {
  const [seconds, nanoseconds] = process.hrtime();
  return began + (seconds - beganSeconds) * 1e3 + (nanoseconds - beganNanoseconds) / 1e6;
};
