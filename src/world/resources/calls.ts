/** What a call and a subscriber are made of. */
import { ranges } from '../checks.ts';
import {
  either,
  type Fields,
  list,
  nullable,
  number,
  record,
  required,
  seconds,
  someText,
  text,
  uuid,
  withDefault,
  word,
} from '../fields.ts';
import { limits } from '../limits.ts';

/** What describes a call: stored as given, and shown wherever a call is. */
export interface CallDescription {
  /** UUID of a service of the workspace. Default: null, no service. */
  readonly serviceId: string | null;
  /** The caller's number. Default: `+15550100000`. */
  readonly callerId: string;
  /** Who called whom. Default: `inbound`. */
  readonly direction: 'inbound' | 'outbound';
  /** Name of the scenario, as the list of active calls shows it. Default: empty. */
  readonly scenario: string;
  /** Seconds from the start of the call until it ends by itself. Default: null, it does not. */
  readonly lengthSeconds: number | null;
}

/** The fields of a call's description. */
export const callDescription: Fields<CallDescription> = {
  serviceId: withDefault(nullable(uuid('A service of this workspace.')), null, 'null, no service'),
  callerId: withDefault(someText("The caller's number, E.164."), '+15550100000'),
  direction: withDefault(word(['inbound', 'outbound'], 'Who called whom.'), 'inbound'),
  scenario: withDefault(text('Name of the scenario.'), '', 'empty'),
  lengthSeconds: withDefault(
    nullable(seconds('Seconds until it ends by itself.')),
    null,
    'null, never',
  ),
};

/** One step of a call's timeline. */
export interface TimelineStep {
  /** Seconds from the start of the call, from 0. */
  readonly atSeconds: number;
  /** The state that the call is in from then on: any text. */
  readonly state: string;
}

const timelineStep = record<TimelineStep>(
  {
    atSeconds: required(seconds("Seconds from the call's start.")),
    state: required(text('State from that time on.')),
  },
  "One step of a call's timeline.",
);

/** A simulated agent that subscribes to a call. */
export interface SubscriberOptions {
  /** Any text that is not empty. Default: generated, `sub_…`. */
  readonly subscriberId?: string;
  /** Seconds on the workspace's clock from a delivery to the response that incorporates it. Default: 1. */
  readonly responseDelaySeconds?: number;
}

/** The fields of a subscriber. */
export const subscriberFields: Fields<SubscriberOptions> = {
  subscriberId: someText("The subscriber's id. Default: generated."),
  responseDelaySeconds: seconds(
    'Seconds from a delivery to the response that incorporates it. Default: 1.',
  ),
};

/** A call to place. Every field has a default. */
export interface CallOptions extends Partial<CallDescription> {
  /** Any text that is not empty. Default: generated, `CA` and 32 hex digits. */
  readonly callSid?: string;
  /** Seconds before now at which the call began, from 0. Default: 0. */
  readonly startedSecondsAgo?: number;
  /** The states that the call goes through; at most 1,000. Default: none. */
  readonly timeline?: readonly TimelineStep[];
  /** Simulated agents that subscribe at the start: how many, or one by one; at most 1,000. Default: 0. */
  readonly subscribers?: number | readonly SubscriberOptions[];
  /** `responseDelaySeconds` of the subscribers that have none of their own. Default: 1. */
  readonly responseDelaySeconds?: number;
}

/** The fields of a call to place. */
export const callFields: Fields<CallOptions> = {
  callSid: someText("The call's id. Default: 'CA' and 32 hex digits."),
  ...callDescription,
  startedSecondsAgo: withDefault(
    seconds('How many seconds ago it began, when it is placed or loaded.'),
    0,
  ),
  timeline: withDefault(
    list(timelineStep, limits.timelineSteps, 'State changes, in order of time.'),
    [],
    'none',
  ),
  subscribers: withDefault(
    either(
      [
        number(ranges.subscribers),
        list(
          record(subscriberFields, 'A simulated voice agent that subscribes to the call.'),
          limits.subscribers,
        ),
      ],
      'a whole number, or a list',
      'Simulated agents that subscribe: a number, or a list.',
    ),
    0,
  ),
  responseDelaySeconds: seconds(
    'Response delay in seconds of subscribers without their own. Default: 1.',
  ),
};

/** A checked call with its defaults. */
export type NewCall = CallOptions & Required<Omit<CallOptions, 'callSid' | 'responseDelaySeconds'>>;

/** Several identical calls. */
export interface CallsOptions extends CallOptions {
  /** Number of calls. Default: 1. */
  readonly count?: number;
}

/** The fields of a request to place calls. */
export const callsFields: Fields<CallsOptions> = {
  ...callFields,
  count: number(
    ranges.placed,
    `Number of identical calls to place; the response is then a list. count * (1 + subscribers + timeline steps) is at most ${limits.placedAtOnce}.`,
  ),
};
