/**
 * Input checks of the world's operations, made before anything changes. Each throws a `TypeError` or a
 * `RangeError` that says what was expected and what was found. Over HTTP and in fixtures, schemas refuse such
 * input earlier.
 */

import {
  checkDepth,
  checkList,
  checkNumber,
  checkText,
  checkUuid,
  checkWord,
  ifGiven,
  numberIn,
  ranges,
  refuse,
  someText,
} from './checks.ts';
import { limits } from './limits.ts';
import { CANONICAL_ID, type EntityRecord, type ServiceRecord } from './model/catalog.ts';
import { connectionFaults, type Delay, type NewFault } from './model/faults.ts';
import { patternProblem } from './model/patterns.ts';
import type { Script } from './model/script.ts';
import type { ClockChange } from './ports/clock.ts';
import type { NewCall, NewSubscriber } from './rules/calls.ts';
import type { NewKey } from './rules/keys.ts';

const seconds = numberIn(ranges.seconds);

/** How many seconds before now a call began; negative if it is still to begin. */
const beganAgo = numberIn({ ...ranges.seconds, least: -ranges.seconds.most });

/** Checks a call before it is placed. */
export function checkCall(call: NewCall): void {
  ifGiven('callSid', call.callSid, someText);
  ifGiven('serviceId', call.serviceId, checkUuid);
  ifGiven('callerId', call.callerId, someText);
  ifGiven('direction', call.direction, (name, value) =>
    checkWord(name, value, ['inbound', 'outbound']),
  );
  ifGiven('scenario', call.scenario, checkText);
  ifGiven('startedSecondsAgo', call.startedSecondsAgo, beganAgo);
  ifGiven('lengthSeconds', call.lengthSeconds, seconds);
  ifGiven('timeline', call.timeline, (name, steps) => {
    checkList(name, steps, limits.timelineSteps);
    for (const [i, step] of steps.entries()) {
      seconds(`${name}[${i}].atSeconds`, step?.atSeconds);
      checkText(`${name}[${i}].state`, step?.state);
    }
  });
  ifGiven('responseDelaySeconds', call.responseDelaySeconds, seconds);
  ifGiven('subscribers', call.subscribers, (name, subscribers) => {
    if (typeof subscribers === 'number') checkNumber(name, subscribers, ranges.subscribers);
    else {
      checkList(name, subscribers, limits.subscribers);
      for (const one of subscribers) checkSubscriber(one);
    }
  });
}

/** Checks a new simulated agent. */
export function checkSubscriber({ subscriberId, responseDelaySeconds }: NewSubscriber): void {
  ifGiven('subscriberId', subscriberId, someText);
  ifGiven('responseDelaySeconds', responseDelaySeconds, seconds);
}

/** A service, with its id in lower case. */
export function checkedService<T extends ServiceRecord>(service: T): T {
  const serviceId = checkUuid('serviceId', service.serviceId);
  checkText('name', service.name);
  return { ...service, serviceId };
}

/** An entity, with its id in lower case. */
export function checkedEntity<T extends Omit<EntityRecord, 'createdAt'>>(entity: T): T {
  const entityId = checkUuid('entityId', entity.entityId);
  ifGiven('canonicalId', entity.canonicalId, (name, value) => {
    const isOne = typeof value === 'string' && value.length <= 256 && CANONICAL_ID.test(value);
    if (!isOne) refuse(name, "'source:resource_type:id' of at most 256 characters", value);
  });
  checkText('name', entity.name);
  seconds('projectionLagSeconds', entity.projectionLagSeconds);
  return { ...entity, entityId };
}

/** Checks a key before it is issued. */
export function checkKey(key: NewKey): void {
  if (key.token !== undefined && (typeof key.token !== 'string' || key.token === '')) {
    // The token is a secret, so the message does not repeat it.
    throw new TypeError('token: expected a text of at least 1 character');
  }
  ifGiven('name', key.name, checkText);
  // The published schema allows an empty role.
  ifGiven('role', key.role, checkText);
  ifGiven('permissions', key.permissions, (name, all) => {
    checkList(name, all, limits.apiKeys);
    for (const [i, one] of all.entries()) checkText(`${name}[${i}]`, one);
  });
  ifGiven('lifeSeconds', key.lifeSeconds, seconds);
}

function checkDelay(delay: Delay): void {
  const ms = numberIn(ranges.delayMs);
  switch (delay.kind) {
    case 'fixed':
      ms('delayMs', delay.ms);
      return;
    case 'uniform':
      ms('delay.fromMs', delay.fromMs);
      ms('delay.toMs', delay.toMs);
      return;
    case 'lognormal':
      ms('delay.medianMs', delay.medianMs);
      checkNumber('delay.sigma', delay.sigma, ranges.sigma);
      return;
    default: {
      const { kind }: { readonly kind: unknown } = delay;
      refuse('delay.kind', '"fixed", "uniform" or "lognormal"', kind);
    }
  }
}

/** Checks a fault rule. */
export function checkFault(fault: NewFault): void {
  ifGiven('operation', fault.operation, someText);
  ifGiven('callSid', fault.callSid, checkText);
  if (fault.answer !== null) {
    checkNumber('status', fault.answer.status, ranges.faultStatus);
    checkDepth('detail', fault.answer.detail);
    ifGiven('retryAfter', fault.answer.retryAfter, numberIn({ ...ranges.seconds, whole: true }));
  }
  if (fault.delay !== null) checkDelay(fault.delay);
  ifGiven('connection', fault.connection, (name, value) =>
    checkWord(name, value, connectionFaults),
  );
  ifGiven('times', fault.times, numberIn(ranges.someCount));
  checkNumber('after', fault.after, ranges.count);
  checkNumber('probability', fault.probability, ranges.probability);
  ifGiven('ttlSeconds', fault.ttlSeconds, numberIn(ranges.someSeconds));
  checkWord('phase', fault.phase, ['before', 'after']);
  ifGiven('rateLimit', fault.rateLimit, (name, { requests, windowSeconds }) => {
    checkNumber(`${name}.requests`, requests, ranges.count);
    checkNumber(`${name}.windowSeconds`, windowSeconds, ranges.someSeconds);
  });
}

/** Checks a script. Asynchronous, because the engine of regular expressions may have to be loaded. */
export async function checkScript(script: Script): Promise<void> {
  for (const [i, { match, reply }] of checkList(
    'rules',
    script.rules,
    limits.scriptRules,
  ).entries()) {
    const at = `rules[${i}]`;
    const { exact, contains, regex }: Record<string, unknown> = match ?? {};
    const given = [exact, contains, regex].filter((one) => one !== undefined);
    if (given.length !== 1) refuse(`${at}.match`, 'one of exact, contains, regex', match);
    checkText(`${at}.match`, given[0], contains === undefined ? 0 : 1);
    ifGiven(`${at}.reply.text`, reply.text, checkText);
    ifGiven(`${at}.reply.tokenDelayMs`, reply.tokenDelayMs, numberIn(ranges.delayMs));
    ifGiven(`${at}.reply.background`, reply.background, (name, background) => {
      checkText(`${name}.text`, background.text);
      seconds(`${name}.afterSeconds`, background.afterSeconds);
    });
    ifGiven(`${at}.reply.toolCalls`, reply.toolCalls, (name, calls) => {
      for (const [n, call] of checkList(name, calls, limits.scriptRules).entries()) {
        const { toolName, input, result, durationMs } = call;
        someText(`${name}[${n}].toolName`, toolName);
        checkDepth(`${name}[${n}].input`, input);
        checkText(`${name}[${n}].result`, result);
        ifGiven(`${name}[${n}].durationMs`, durationMs, numberIn(ranges.toolMs));
      }
    });
  }
  const problem = await patternProblem(script.rules);
  if (problem === undefined) return;
  throw new RangeError(`rules[${problem.rule}].match.regex: expected ${problem.expected}`);
}

/** Checks a change of a clock. */
export function checkClockChange({ mode, now, speed }: ClockChange): void {
  ifGiven('mode', mode, (name, value) => checkWord(name, value, ['real', 'frozen']));
  ifGiven('now', now, numberIn(ranges.clockMs));
  ifGiven('speed', speed, numberIn(ranges.someSpeed));
}
