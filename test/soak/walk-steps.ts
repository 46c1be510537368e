/** Steps of the walk over sessions, conversations and the control plane. */
import { isDeepStrictEqual } from 'node:util';
import type { Json } from './client.ts';
import {
  activeList,
  faultStatus,
  injectionList,
  isOn,
  join,
  leave,
  type Model,
  type ModelCall,
  publish,
} from './model.ts';
import type { Random } from './random.ts';
import { type Ask, anything, type Expected } from './walk-ask.ts';

const notFound = { status: 404, body: { detail: 'Session not found.' } };
const isoOf = (ms: number): string => new Date(ms).toISOString();

/** The steps over one workspace. Each changes the model and holds the response against it. */
export function stepsOver(ws: string, model: Model, random: Random, ask: Ask) {
  const control = `/_emulator/workspaces/${ws}`;
  const api = `/v1/${ws}`;
  let count = 0;
  const name = (what: string): string => `${what}-${count++}`;
  const anyCall = (): ModelCall | undefined =>
    model.calls.size === 0 ? undefined : random.pick([...model.calls.values()].slice(-12));

  async function place(): Promise<void> {
    const sid = name('call');
    const lengthSeconds = random.chance(0.5) ? null : 10 + random.below(600);
    const startedSecondsAgo = random.pick([0, 0, 1, 5]);
    const agents = random.pick([0, 0, 1, 2]);
    const timeline = Array.from({ length: random.below(4) }, (_, at) => ({
      at_seconds: at * 20,
      state: `state-${at}`,
    }));
    const direction = random.pick(['inbound', 'outbound'] as const);
    const known = random.pick([null, ...model.services]);
    const body = {
      call_sid: sid,
      direction,
      service_id: known,
      timeline,
      scenario: sid,
      caller_id: '+15550107777',
      length_seconds: lengthSeconds,
      started_seconds_ago: startedSecondsAgo,
      subscribers: agents,
    };
    const view = await ask('POST', `${control}/calls`, body, { status: 201, body: anything });
    const call: ModelCall = {
      sid,
      direction,
      service: known,
      scenario: sid,
      caller: '+15550107777',
      startedAt: model.now - startedSecondsAgo * 1000,
      lengthMs: lengthSeconds === null ? null : lengthSeconds * 1000,
      timeline: timeline.map(({ at_seconds, state }) => ({ at: at_seconds * 1000, state })),
      endedAt: null,
      agents: [],
      queue: [],
      received: [],
    };
    for (const one of view?.subscribers ?? [])
      join(model, call, { id: one.subscriber_id, delayMs: 1_000 });
    model.calls.set(sid, call);
  }

  async function inject(): Promise<void> {
    const call = random.chance(0.95) ? anyCall() : undefined;
    const sid = call?.sid ?? 'unknown';
    const message = name('message');
    const fault = faultStatus(model, 'inject');
    let expected: Expected = notFound;
    if (fault !== undefined) expected = { status: fault, body: anything };
    else if (call !== undefined && isOn(model, call)) {
      expected = { status: 200, body: { status: publish(model, call, message), call_sid: sid } };
    }
    await ask('POST', `${api}/sessions/${sid}/inject`, { message }, expected);
    if (random.chance(0.1)) {
      const verification = { operation: 'inject', body: { message }, exactly: 1 };
      const verdict = (found: { ok: boolean; count: number }) => found.ok && found.count === 1;
      await ask('POST', `${control}/journal/verify`, verification, { status: 200, body: verdict });
    }
  }

  async function attach(): Promise<void> {
    const call = anyCall();
    if (call === undefined) return;
    const taken = random.chance(0.1) ? call.agents[0]?.id : undefined;
    const id = taken ?? name('agent');
    const delay = random.pick([0, 1, 30]);
    const body = { subscriber_id: id, response_delay_seconds: delay };
    const expected: Expected = !isOn(model, call)
      ? { status: 404, body: anything }
      : taken !== undefined
        ? { status: 409, body: anything }
        : {
            status: 201,
            body: { subscriber_id: id, drained: join(model, call, { id, delayMs: delay * 1000 }) },
          };
    await ask('POST', `${control}/calls/${call.sid}/subscribers`, body, expected);
  }

  async function detach(): Promise<void> {
    const call = anyCall();
    if (call === undefined) return;
    const id = call.agents[0]?.id ?? 'nobody';
    const status = leave(model, call, id) ? 204 : 404;
    await ask('DELETE', `${control}/calls/${call.sid}/subscribers/${id}`, undefined, { status });
  }

  async function end(): Promise<void> {
    const call = anyCall();
    if (call === undefined) return;
    const status = isOn(model, call) ? 200 : 404;
    if (status === 200) call.endedAt = model.now;
    await ask('POST', `${control}/calls/${call.sid}/end`, undefined, { status, body: anything });
  }

  async function changeState(): Promise<void> {
    const call = anyCall();
    if (call === undefined) return;
    const on = isOn(model, call);
    const state = name('moved');
    if (on) {
      const at = model.now - call.startedAt;
      const later = call.timeline.findIndex((step) => step.at > at);
      call.timeline.splice(later === -1 ? call.timeline.length : later, 0, { at, state });
    }
    const expected = { status: on ? 200 : 404, body: anything };
    await ask('PATCH', `${control}/calls/${call.sid}`, { state }, expected);
  }

  const list = (): Promise<unknown> =>
    ask('GET', `${api}/sessions/active`, undefined, { status: 200, body: activeList(model, ws) });

  async function readCall(): Promise<void> {
    const call = anyCall();
    if (call === undefined) return;
    const shown = (found: Json) => ({
      active: found.active,
      subscribers: found.subscribers.map((one: { subscriber_id: string }) => one.subscriber_id),
      injections: found.injections.map((one: Record<string, unknown>) => ({
        message: one.message,
        queued: one.queued,
        status: one.status,
        delivered_to: one.delivered_to,
        incorporated: one.incorporated_at !== null,
      })),
    });
    const expected = {
      active: isOn(model, call),
      subscribers: call.agents.map(({ id }) => id),
      injections: injectionList(model, call),
    };
    const body = (found: Json) =>
      isDeepStrictEqual(shown(found), expected) || { found: shown(found), expected };
    await ask('GET', `${control}/calls/${call.sid}`, undefined, { status: 200, body });
  }

  async function advance(): Promise<void> {
    const seconds = random.pick([0, 0.25, 1, 5, 20, 60, 400]);
    model.now += seconds * 1000;
    await ask(
      'POST',
      `${control}/clock/advance`,
      { seconds },
      {
        status: 200,
        body: ({ now }: { now: string }) => Date.parse(now) === model.now,
      },
    );
  }

  async function setClock(): Promise<void> {
    model.now += random.below(100) * 1000;
    const now = isoOf(model.now);
    await ask('PUT', `${control}/clock`, { mode: 'frozen', now }, { status: 200, body: anything });
  }

  async function fault(): Promise<void> {
    if (model.faults.length > 3) {
      model.faults = [];
      await ask('DELETE', `${control}/faults`, undefined, { status: 204 });
      return;
    }
    const rule = {
      operation: random.pick(['inject', 'start'] as const),
      status: random.pick([503, 429, 500, 418]),
      after: random.below(3),
      times: 1 + random.below(2),
    };
    const made = await ask('POST', `${control}/faults`, rule, { status: 201, body: anything });
    model.faults.push({ id: made?.fault_id ?? '', ...rule, seen: 0, hits: 0 });
  }

  const countFaults = (): Promise<unknown> =>
    ask('GET', `${control}/faults`, undefined, {
      status: 200,
      body: (found: { fault_id: string; hits: number; seen: number }[]) =>
        isDeepStrictEqual(
          found.map(({ fault_id, hits, seen }) => [fault_id, hits, seen]),
          model.faults.map(({ hits, id, seen }) => [id, hits, seen]),
        ),
    });

  async function putEntity(): Promise<void> {
    const id = random.uuid();
    const canonical = `charmhealth:Patient:${name('p')}`;
    const lag = random.pick([0, 10, 100]);
    model.entities.set(id, { id, canonical, projectedAt: model.now + lag * 1000 });
    const body = { canonical_id: canonical, projection_lag_seconds: lag };
    await ask('PUT', `${control}/entities/${id}`, body, { status: 201, body: anything });
  }

  /** Requests that are refused, and change nothing. */
  async function wrong(): Promise<void> {
    const sid = anyCall()?.sid ?? 'unknown';
    const inject = `${api}/sessions/${sid}/inject`;
    const [method, target, body, status, headers] = random.pick<
      readonly [string, string, unknown, number, Record<string, string>?]
    >([
      ['POST', inject, {}, 422],
      ['POST', inject, { message: 1 }, 422],
      ['POST', inject, { message: 'x' }, 401, { authorization: 'nothing' }],
      ['POST', `${api}/sessions/start`, { channel_kind: 'web' }, 422],
      ['PUT', inject, { message: 'x' }, 405],
      ['POST', `${control}/clock/advance`, { seconds: -1 }, 422],
      ['POST', `${control}/calls`, { call_sid: sid, length_seconds: 'x' }, 422],
      ['POST', `${control}/calls`, { call_sid: name('never'), subscribers: 1e9 }, 422],
      ['POST', `${control}/calls`, { call_sid: name('never'), started_seconds_ago: 1e300 }, 422],
      ['POST', `${control}/calls`, { call_sid: name('never'), service_id: random.uuid() }, 422],
      ['PUT', `${control}/clock`, { now: 'tomorrow' }, 422],
      ['POST', `${control}/faults`, { operation: 'inject' }, 422],
      ['GET', `${api}/sessions/nothing`, undefined, 404],
    ]);
    await ask(method, target, body, { status, body: anything }, headers);
  }

  /** Takes the workspace out and puts it back: nothing may have changed. */
  async function outAndBack(): Promise<void> {
    const target = `${control}/snapshot?secrets=true`;
    const snapshot = await ask('GET', target, undefined, { status: 200, body: anything });
    const expected = { status: 200, body: { workspaces: 1 } };
    await ask('PUT', '/_emulator/snapshot', snapshot, expected);
  }

  return [
    place,
    place,
    inject,
    inject,
    inject,
    inject,
    inject,
    attach,
    attach,
    detach,
    detach,
    end,
    changeState,
    list,
    list,
    readCall,
    readCall,
    advance,
    advance,
    setClock,
    fault,
    countFaults,
    putEntity,
    wrong,
    wrong,
    () => (random.chance(0.05) ? outAndBack() : list()),
  ];
}
