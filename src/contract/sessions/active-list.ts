/**
 * The list of active calls as JSON. The fields of a call that do not change are written once, not for each request.
 * A long list is written in parts, and other requests run between them.
 */
import { type CallRecord, currentState, durationMs, isActive } from '../../world/model/calls.ts';
import type { CallsByAge } from '../../world/operations/calls.ts';
import type { WorkspaceId } from '../../world/ports/store.ts';

/** Maximum number of calls that are written before other requests run. */
const STRETCH = 1_000;

/** A list of at most this many bytes is one text. */
const SHORT_BYTES = 64 * 1024;

/** An upper bound of the bytes of a duration and a comma. */
const ROOM = 24;

/** The JSON of a call (UTF-8), without its duration, which goes between `before` and `after`. */
interface Frame {
  /** The call that it was written from. */
  readonly call: CallRecord;
  readonly before: Uint8Array;
  /** The state in `after`. */
  state: string;
  after: Uint8Array;
}

/** The frames of a workspace's calls, by their index in the list of one version. */
interface Frames {
  readonly version: string;
  readonly inPlace: (Frame | undefined)[];
}

/** Maximum number of workspaces whose frames are kept. */
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

/** Whether two calls have the same frame. */
const sameFrame = (a: CallRecord, b: CallRecord): boolean =>
  a.serviceId === b.serviceId &&
  a.callerId === b.callerId &&
  a.direction === b.direction &&
  a.scenario === b.scenario;

/** The frames of an older version that are still valid, by index in this version. */
function carried(old: Frames, { version, calls }: CallsByAge): Frames {
  const bySid = new Map<string, Frame>();
  for (const frame of old.inPlace) if (frame !== undefined) bySid.set(frame.call.callSid, frame);
  const inPlace = calls.map((call) => {
    const frame = bySid.get(call.callSid);
    return frame !== undefined && sameFrame(frame.call, call) ? frame : undefined;
  });
  return { version, inPlace };
}

// ASCII codes of `0`, `.`, `,`, `[` and `]`.
const ZERO = 0x30;
const POINT = 0x2e;
const COMMA = 0x2c;
const OPEN = 0x5b;
const CLOSE = 0x5d;

/**
 * Writes whole milliseconds as a JSON float of seconds, equal to `floatText(ms / 1000)`:
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

/** Yields to the event loop. */
const othersTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Writes the lists of a world. */
export interface ActiveLists {
  /**
   * Writes a list as it is at one time: in parts (UTF-8), or as one text if it is short. Changes that are made
   * meanwhile are in no part.
   */
  write(workspaceId: WorkspaceId, list: CallsByAge): string | Uint8Array[] | Promise<Uint8Array[]>;
}

/** Makes a writer with an empty cache. */
export function createActiveLists(): ActiveLists {
  const known = new Map<WorkspaceId, Frames>();
  return {
    write(workspaceId, list) {
      const old = known.get(workspaceId) ?? { version: '', inPlace: [] };
      if (old.version === list.version) return writeList(workspaceId, list, old.inPlace);
      const frames = carried(old, list);
      known.delete(workspaceId);
      if (known.size >= WORKSPACES_KEPT) {
        const [oldest] = known.keys();
        if (oldest !== undefined) known.delete(oldest);
      }
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

  /** The calls from an index on, each followed by a comma. */
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
