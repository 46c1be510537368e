/** The flags of `npm run bench`, checked. */
import { parseArgs } from 'node:util';
import type { Effort } from './rounds.ts';

/** What the flags say. */
export interface Options {
  readonly effort: Effort;
  /** Names of the figures to measure. Default: all. */
  readonly only?: readonly string[];
  /** Also measure other emulators. */
  readonly peers: boolean;
  /** Checkout of another commit to compare this build with. */
  readonly baseline?: string;
  /** Print a profile of inject instead of measuring. */
  readonly profile: boolean;
}

/** What can be measured, by the names that `--only` takes. */
export interface Names {
  readonly figures: readonly string[];
  /** Those that `--baseline` compares. */
  readonly baseline: readonly string[];
}

/** Reads the flags (`process.argv` without its first two). Returns a problem as a sentence. */
export function readOptions(
  args: readonly string[],
  names: Names,
): { readonly options: Options } | { readonly problem: string } {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(args);
  } catch (error) {
    return { problem: (error as Error).message };
  }
  const { only, peers, baseline, profile } = values;
  for (const name of ['rounds', 'seconds', 'requests'] as const) {
    if (!(Number(values[name]) > 0)) {
      return { problem: `--${name} must be a number above 0, not ${values[name]}` };
    }
  }
  if (!Number.isInteger(Number(values.rounds))) {
    return { problem: `--rounds must be a whole number, not ${values.rounds}` };
  }
  if (baseline === '') return { problem: '--baseline must be a folder: --baseline DIR' };
  if (baseline !== undefined && peers) {
    return { problem: '--baseline compares two builds of this project; use --peers without it' };
  }
  if (profile && (only !== undefined || peers)) {
    return { problem: '--profile is about inject alone; use it without --only and --peers' };
  }
  const known = baseline === undefined ? names.figures : names.baseline;
  const unknown = only?.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const where = baseline === undefined ? '' : ' with --baseline';
    return { problem: `--only ${unknown} is not known${where}; use ${known.join(', ')}` };
  }
  return {
    options: {
      effort: {
        rounds: Number(values.rounds),
        seconds: Number(values.seconds),
        requests: Number(values.requests),
      },
      peers,
      profile,
      ...(only !== undefined && { only }),
      ...(baseline !== undefined && { baseline }),
    },
  };
}

function parse(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true },
      rounds: { type: 'string', default: '7' },
      seconds: { type: 'string', default: '2' },
      requests: { type: 'string', default: '1000000' },
      peers: { type: 'boolean', default: false },
      baseline: { type: 'string' },
      profile: { type: 'boolean', default: false },
    },
  }).values;
}
