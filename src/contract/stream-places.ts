/** The open streams of the emulator, as operations need them: they share one limit, and end when the emulator closes. */

/** One open stream. */
export interface PlacedStream {
  /** The emulator closes: the stream has to end. */
  close(): void;
  /** Called at intervals with the host's time in milliseconds. */
  check(now: number): void;
}

/** The places for open streams. */
export interface StreamPlaces {
  readonly settings: {
    /** Time without a frame after which a stream sends something, in milliseconds of the host. */
    readonly heartbeatMs: number;
  };
  /** Takes a place. Returns a function that gives it back, or undefined at the limit. */
  enter(stream: PlacedStream): (() => void) | undefined;
}
