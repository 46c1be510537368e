/** What a fault rule is made of, as programs and the control plane give it. */
import { ranges } from '../checks.ts';
import {
  either,
  type Fields,
  inJson,
  json,
  nullable,
  number,
  record,
  required,
  someText,
  text,
  withDefault,
  word,
} from '../fields.ts';
import {
  type ConnectionFault,
  connectionFaults,
  type Delay,
  type NewFault,
} from '../model/faults.ts';
import type { OperationName } from '../model/operation-names.ts';

/** Requests that pass in a time. */
export interface RateLimit {
  /** How many requests pass in each window, from 0. */
  readonly requests: number;
  /** Length of a window, in seconds on the workspace's clock; more than 0. */
  readonly windowSeconds: number;
}

/** A delay in milliseconds on the workspace's clock: fixed, or drawn for each request. */
export type FaultDelay =
  | number
  | {
      /** Any delay of a range is equally likely. */
      readonly uniform: {
        /** The shortest delay. */
        readonly fromMs: number;
        /** The longest delay. */
        readonly toMs: number;
      };
    }
  | {
      /** Most delays are near the median, a few are much longer. */
      readonly lognormal: {
        /** Half of the delays are shorter. */
        readonly medianMs: number;
        /** How widely they spread, 0 to 10. */
        readonly sigma: number;
      };
    };

/** How an open WebSocket fails. */
export interface SocketFault {
  /** How many frames it sends first. Default: 0. */
  readonly afterFrames?: number;
  /**
   * The code with which it closes then, 1000 to 4999; with one that cannot be sent, such as 1006, it is cut off. Default:
   * null, it stays open and sends nothing more.
   */
  readonly closeCode?: number | null;
}

/**
 * A fault rule: which requests fail, how, and how often. At least one of `status`, `delayMs`, `connection`,
 * `rateLimit` and `socket` must be set.
 */
export interface FaultOptions {
  /** Name of the operation. Default: null, any operation. */
  readonly operation?: OperationName | null;
  /** Only requests for this call. Default: null, any request. */
  readonly callSid?: string | null;
  /** Status of the response, 200 to 599. Default: null, the operation responds; with `rateLimit`: 429. */
  readonly status?: number | null;
  /** `detail` of the response, with `status`: any JSON. Default: what the real API says with this status. */
  readonly detail?: unknown;
  /**
   * Seconds in the response's `Retry-After` header, a whole number; with `status`. Default: null, no header; with
   * `rateLimit`: until the window ends.
   */
  readonly retryAfter?: number | null;
  /** How long the response waits, in milliseconds on the workspace's clock. Default: null, not at all. */
  readonly delayMs?: FaultDelay | null;
  /** How the connection is broken instead of a response. Default: null, it is not. */
  readonly connection?: ConnectionFault | null;
  /** How many times the rule fires, from 1. Default: null, no limit. */
  readonly times?: number | null;
  /** How many matching requests pass first. Default: 0. */
  readonly after?: number;
  /** How likely the rule fires, 0 to 1. Default: 1. */
  readonly probability?: number;
  /** Seconds on the workspace's clock until the rule expires. Default: null, never. */
  readonly ttlSeconds?: number | null;
  /**
   * `before`: the operation has no effect. `after`: it has, and only the response is replaced. Default:
   * `before`.
   */
  readonly phase?: 'before' | 'after';
  /** The rule fires only for requests over this limit. Default: null, no limit, it fires for each. */
  readonly rateLimit?: RateLimit | null;
  /** How a WebSocket fails after its handshake. Default: null, it does not. It changes nothing for other requests. */
  readonly socket?: SocketFault | null;
}

/** What is stored of a rule as it was given: which requests it is for, and how often it fires. */
export type FaultDescription = Required<
  Omit<FaultOptions, 'status' | 'detail' | 'retryAfter' | 'delayMs'>
>;

/** The fields of a rule's description. */
export const faultDescription: Fields<FaultDescription> = {
  operation: withDefault(
    nullable(someText<OperationName>('Name of the operation.')),
    null,
    'null, any operation',
  ),
  callSid: withDefault(nullable(text('Only requests for this call.')), null, 'null, any request'),
  connection: withDefault(
    nullable(word(connectionFaults, 'How to break the connection instead of sending a response.')),
    null,
  ),
  times: withDefault(nullable(number(ranges.someCount, 'Maximum hits.')), null, 'null, no limit'),
  after: withDefault(number(ranges.count, 'Matching requests to let through first.'), 0),
  probability: withDefault(number(ranges.probability, 'How likely it fires.'), 1),
  ttlSeconds: inJson(
    'ttl',
    withDefault(
      nullable(number(ranges.someSeconds, 'Lifetime in seconds of the workspace clock.')),
      null,
      'null, no limit',
    ),
  ),
  phase: withDefault(
    word(['before', 'after'], 'Whether it fires before or after the operation takes effect.'),
    'before',
  ),
  rateLimit: withDefault(
    nullable(
      record<RateLimit>(
        {
          requests: required(number(ranges.count)),
          windowSeconds: required(number(ranges.someSeconds)),
        },
        'Fires only above this number of requests per window of the workspace clock. Default status: 429.',
      ),
    ),
    null,
  ),
  socket: withDefault(
    nullable(
      record<SocketFault>(
        {
          afterFrames: withDefault(number(ranges.count, 'Frames that it sends first.'), 0),
          closeCode: withDefault(
            nullable(number(ranges.closeCode, 'The code with which it closes then.')),
            null,
            'null, it stays open and sends nothing more',
          ),
        },
        'How a WebSocket fails after its handshake.',
      ),
    ),
    null,
  ),
};

const ms = required(number(ranges.delayMs));

/** The fields of a fault rule. */
export const faultFields: Fields<FaultOptions> = {
  ...faultDescription,
  status: withDefault(nullable(number(ranges.faultStatus, 'Status of the response.')), null),
  detail: json("Default: the operation's own text."),
  retryAfter: withDefault(
    nullable(number({ ...ranges.seconds, whole: true }, 'Retry-After header, in seconds.')),
    null,
  ),
  delayMs: withDefault(
    nullable(
      either(
        [
          ms,
          record({ uniform: required(record({ fromMs: ms, toMs: ms })) }),
          record({
            lognormal: required(record({ medianMs: ms, sigma: required(number(ranges.sigma)) })),
          }),
        ],
        'a number, uniform or lognormal',
        'Delay in milliseconds of the workspace clock: fixed, uniform or lognormal.',
      ),
    ),
    null,
  ),
};

/** Whether a rule has an effect: it sets at least one of `status`, `delayMs`, `connection`, `rateLimit` and `socket`. */
export function hasEffect({
  status,
  delayMs,
  connection,
  rateLimit,
  socket,
}: FaultOptions): boolean {
  return [status, delayMs, connection, rateLimit, socket].some(
    (one) => one !== undefined && one !== null,
  );
}

function delayOf(given: FaultDelay | null): Delay | null {
  if (given === null) return null;
  if (typeof given === 'number') return { kind: 'fixed', ms: given };
  if ('uniform' in given) return { kind: 'uniform', ...given.uniform };
  return { kind: 'lognormal', ...given.lognormal };
}

function delayOptions(delay: Delay | null): FaultDelay | null {
  switch (delay?.kind) {
    case undefined:
      return null;
    case 'fixed':
      return delay.ms;
    case 'uniform':
      return { uniform: { fromMs: delay.fromMs, toMs: delay.toMs } };
    case 'lognormal':
      return { lognormal: { medianMs: delay.medianMs, sigma: delay.sigma } };
  }
}

/** Checked options, with their defaults, as a rule. */
export function faultOf(options: Required<FaultOptions>): NewFault {
  const { status: given, detail, retryAfter, delayMs, ...rest } = options;
  // A rate limit without a status of its own responds with 429.
  const status = given ?? (rest.rateLimit !== null && rest.connection === null ? 429 : null);
  return {
    ...rest,
    answer: status === null ? null : { status, detail: detail ?? null, retryAfter },
    delay: delayOf(delayMs),
  };
}

/** The options of a rule. */
export function faultOptions({ answer, delay, ...rule }: NewFault): Required<FaultOptions> {
  return {
    ...rule,
    status: answer?.status ?? null,
    detail: answer?.detail ?? null,
    retryAfter: answer?.retryAfter ?? null,
    delayMs: delayOptions(delay),
  };
}
