/** The inputs of a rule whose decision the server commits. */
import { createIds, type Draws } from '../ports/ids.ts';
import type { Moment, WorkspaceId } from '../ports/store.ts';

/** What a moment is made of. */
export interface MomentParts {
  readonly workspaceId: WorkspaceId;
  readonly now: number;
  readonly worldNow: number;
  readonly workspaces: number;
  /** Draws that depend on nothing. */
  readonly random: Draws;
  /** The seed of the world; undefined if it has none. */
  readonly seed: string | undefined;
  /** How many decisions drew from a stream so far. */
  drawn(stream: string): number;
}

/** A moment, and the streams of the seed that its rule drew from. */
export interface NotedMoment {
  readonly moment: Moment;
  streams(): readonly string[];
}

/**
 * Draws from a stream of the seed. Each decision has a part of the stream of its own, so that a rule that runs again
 * draws the same.
 */
function seeded(seed: string, stream: string, drawn: number, uses: () => void): Draws {
  let part: Draws | undefined;
  const of = (): Draws => {
    if (part === undefined) {
      uses();
      part = createIds(`${seed}\0${stream}\0${drawn}`);
    }
    return part;
  };
  return {
    uuid: () => of().uuid(),
    callSid: () => of().callSid(),
    tagged: (prefix) => of().tagged(prefix),
    secret: () => of().secret(),
    chance: () => of().chance(),
  };
}

const NO_STREAMS: readonly string[] = [];

/** Makes the moment of a decision. */
export function createMoment(parts: MomentParts): NotedMoment {
  const { drawn, now, random, seed, workspaceId, workspaces, worldNow } = parts;
  if (seed === undefined) {
    const { callSid, chance, secret, tagged, uuid } = random;
    const moment = {
      now,
      worldNow,
      workspaces,
      keys: random,
      callSid,
      chance,
      secret,
      tagged,
      uuid,
    };
    return { moment, streams: () => NO_STREAMS };
  }
  const used: string[] = [];
  const draws = (stream: string): Draws =>
    seeded(seed, stream, drawn(stream), () => used.push(stream));
  const keys = draws(`${workspaceId} keys`);
  return {
    moment: { now, worldNow, workspaces, keys, ...draws(workspaceId) },
    streams: () => used,
  };
}
