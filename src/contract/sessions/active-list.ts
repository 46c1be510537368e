/**
 * The list of active calls as JSON. What of a call does not change is written once, not once a request;
 * a long list is written in parts, and others have their turn between them.
 */
import { type CallRecord, currentState, durationMs, isActive } from '../../world/model/calls.ts';
import type { CallsByAge } from '../../world/operations/calls.ts';
import type { WorkspaceId } from '../../world/ports/store.ts';

/** How many calls are written at a stretch. */
const STRETCH = 1_000;

/** A list of up to so many bytes is one text. */
const SHORT_BYTES = 64 * 1024;

/** More than the digits of a duration ever take, and the comma. */
const ROOM = 24;

/** A call's JSON but for its duration, which stands between the two. UTF-8. */
interface Frame {
  /** What it was written from. */
  readonly call: CallRecord;
  readonly before: Uint8Array;
  /** The state that `after` tells. */
  state: string;
  after: Uint8Array;
}

/** The frames of a workspace's calls, by their places in the list of one version. */
interface Frames {
  readonly version: string;
  readonly inPlace: (Frame | undefined)[];
}

/** How many workspaces' frames are kept. */
const WORKSPACES_KEPT = 100;

function afterOf(call: CallRecord, state: string): Uint8Array {
  const after = JSON.stringify({ current_state: state, scenario: call.scenario });
  return Buffer.from(`,${after.slice(1)}`);
}

function frameOf(workspaceId: WorkspaceId, call: CallRecord, state: string): Frame {
  const before = JSON.stringify({
    call_sid: call.callSid,
    service_id: call.serviceId,
    workspace_id: workspaceId,
    caller_id: call.callerId,
    direction: call.direction,
  });
  return {
    call,
    before: Buffer.from(`${before.slice(0, -1)},"duration_seconds":`),
    state,
    after: afterOf(call, state),
  };
}

/** Whether a frame that was written for one call is that of the other. */
const sameFrame = (a: CallRecord, b: CallRecord): boolean =>
  a.serviceId === b.serviceId &&
  a.callerId === b.callerId &&
  a.direction === b.direction &&
  a.scenario === b.scenario;

/** The frames of another version that still hold, in the places of this one. */
function carried(old: Frames, { version, calls }: CallsByAge): Frames {
  const bySid = new Map<string, Frame>();
  for (const frame of old.inPlace) if (frame !== undefined) bySid.set(frame.call.callSid, frame);
  const inPlace = calls.map((call) => {
    const frame = bySid.get(call.callSid);
    return frame !== undefined && sameFrame(frame.call, call) ? frame : undefined;
  });
  return { version, inPlace };
}

const [ZERO, POINT, COMMA, OPEN, CLOSE] = Buffer.from('0.,[]') as unknown as [
  number,
  number,
  number,
  number,
  number,
];

/**
 * Writes whole milliseconds as the JSON of a float of seconds, which is what `floatText(ms / 1000)` is:
 * `12.0`, `0.5`, `3.125`. Returns the position after it.
 */
export function writeSeconds(out: Uint8Array, from: number, ms: number): number {
  let fraction = ms % 1_000;
  let whole = (ms - fraction) / 1_000;
  let places = 3;
  while (places > 1 && fraction % 10 === 0) {
    fraction /= 10;
    places--;
  }
  let digits = 1;
  for (let power = 10; power <= whole; power *= 10) digits++;

  const point = from + digits;
  for (let at = point - 1; at >= from; at--) {
    const rest = whole % 10;
    out[at] = ZERO + rest;
    whole = (whole - rest) / 10;
  }
  out[point] = POINT;
  for (let at = point + places; at > point; at--) {
    const rest = fraction % 10;
    out[at] = ZERO + rest;
    fraction = (fraction - rest) / 10;
  }
  return point + places + 1;
}

/** Lets other work run. */
const othersTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Writes the lists of a world. */
export interface ActiveLists {
  /**
   * Writes a list as it is at its moment: in parts (UTF-8), or as a text when it is short. What changes
   * while a part is written shows in none.
   */
  write(workspaceId: WorkspaceId, list: CallsByAge): string | Uint8Array[] | Promise<Uint8Array[]>;
}

/** Remembers nothing yet. */
export function createActiveLists(): ActiveLists {
  const known = new Map<WorkspaceId, Frames>();
  return {
    write(workspaceId, list) {
      const old = known.get(workspaceId) ?? { version: '', inPlace: [] };
      if (old.version === list.version) return writeList(workspaceId, list, old.inPlace);
      const frames = carried(old, list);
      known.delete(workspaceId);
      if (known.size >= WORKSPACES_KEPT) known.delete(known.keys().next().value as WorkspaceId);
      known.set(workspaceId, frames);
      return writeList(workspaceId, list, frames.inPlace);
    },
  };
}

function writeList(
  workspaceId: WorkspaceId,
  { at, calls }: CallsByAge,
  frames: (Frame | undefined)[],
): string | Uint8Array[] | Promise<Uint8Array[]> {
  const shown: number[] = [];
  const states: string[] = [];
  for (let i = 0; i < calls.length; i++) {
    const call = calls[i] as CallRecord;
    if (!isActive(call, at)) continue;
    shown.push(i);
    states.push(currentState(call, at));
  }

  /** The calls from a place on, each with a comma behind it. */
  function stretch(from: number): Buffer {
    const to = Math.min(from + STRETCH, shown.length);
    let bytes = 2;
    for (let n = from; n < to; n++) {
      const i = shown[n] as number;
      const state = states[n] as string;
      let frame = frames[i];
      if (frame === undefined) {
        frame = frameOf(workspaceId, calls[i] as CallRecord, state);
        frames[i] = frame;
      } else if (frame.state !== state) {
        frame.after = afterOf(calls[i] as CallRecord, state);
        frame.state = state;
      }
      bytes += frame.before.length + frame.after.length + ROOM;
    }

    const out = Buffer.allocUnsafe(bytes);
    let end = 0;
    if (from === 0) out[end++] = OPEN;
    for (let n = from; n < to; n++) {
      const i = shown[n] as number;
      const { before, after } = frames[i] as Frame;
      out.set(before, end);
      end = writeSeconds(out, end + before.length, durationMs(calls[i] as CallRecord, at));
      out.set(after, end);
      end += after.length;
      if (n < shown.length - 1) out[end++] = COMMA;
    }
    if (to === shown.length) out[end++] = CLOSE;
    return out.subarray(0, end);
  }

  if (shown.length <= STRETCH) {
    const list = stretch(0);
    return list.length <= SHORT_BYTES ? list.toString() : [list];
  }
  return (async () => {
    const parts: Uint8Array[] = [];
    for (let from = 0; from < shown.length; from += STRETCH) {
      parts.push(stretch(from));
      await othersTurn();
    }
    return parts;
  })();
}
