/** What the time brings to the model. */
import { callIsOver } from './calls.ts';
import { closeSession } from './sessions.ts';
import {
  hear,
  type ModelCall,
  type ModelConversation,
  type ModelWorkspace,
  type ModelWorld,
  timeOf,
} from './world.ts';

/** Everything that is due by now happens, everywhere. */
export function bringUpToDate(world: ModelWorld): void {
  for (const ws of world.workspaces.values()) {
    for (const call of ws.calls) bringCall(world, ws, call);
    for (const one of ws.conversations) bringConversation(world, ws, one);
  }
}

function bringCall(world: ModelWorld, ws: ModelWorkspace, call: ModelCall): void {
  const now = timeOf(world, ws);
  const due = call.pending.filter(({ at }) => at <= now && at < call.endsAt);
  call.pending = call.pending.filter(({ at }) => at > now);
  for (const response of due) {
    call.responses.push(response);
    const { at, event, subscriber } = response;
    hear(world, ws.id, 'injection.incorporated', call.sid, event, subscriber, at);
  }
  for (const step of call.steps) {
    if (step.isHeard || step.at > now) continue;
    step.isHeard = true;
    const isWithin = call.startedAt <= step.at && step.at < call.endsAt;
    if (isWithin) hear(world, ws.id, 'call.state_changed', call.sid, step.state, step.at);
  }
  if (call.endsAt <= now && !call.isEndHeard) callIsOver(world, ws, call);
}

function bringConversation(world: ModelWorld, ws: ModelWorkspace, one: ModelConversation): void {
  const now = timeOf(world, ws);
  for (const result of one.background) {
    if (result.isHeard || result.at > now) continue;
    result.isHeard = true;
    hear(world, ws.id, 'turn.background_done', one.id, result.turnIndex, result.at);
  }
  if (one.isOpen && one.idlesAt <= now) closeSession(world, ws, one, one.idlesAt);
}

/** Moves a clock; a workspace gets its own. */
export function moveClock(world: ModelWorld, ws: ModelWorkspace | null, ms: number): void {
  if (ws === null) world.time += ms;
  else ws.ownTime = timeOf(world, ws) + ms;
  bringUpToDate(world);
}
