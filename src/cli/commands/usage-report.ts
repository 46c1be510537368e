/** Reports fault rules that never fired and requests that matched no operation. */
import { faultFields, faultOptions } from '../../world/resources/faults.ts';
import { toJson } from '../../world/to-json.ts';
import type { World } from '../../world/world.ts';

/** What was observed so far. */
export interface Use {
  /** One line for each unused rule and unknown path. */
  unused(): string[];
}

/** A rule as JSON, without what has its default; undefined if it is gone. */
async function describeRule(world: World, workspaceId: string, faultId: string) {
  const rule = (await world.listFaults(workspaceId)).find((one) => one.faultId === faultId);
  if (rule === undefined) return undefined;
  const options: Readonly<Record<string, unknown>> = { ...faultOptions(rule) };
  const given = Object.entries(faultFields).flatMap(([name, field]) =>
    options[name] == null || options[name] === field.default?.value ? [] : [[name, options[name]]],
  );
  return JSON.stringify(toJson(faultFields, Object.fromEntries(given)));
}

/** Watches a world from now on. */
export function watchUse(world: World): Use {
  const idle = new Map<string, { readonly workspaceId: string; rule?: string }>();
  const unknown = new Map<string, number>();
  world.events.listen(({ event }) => {
    if (event.type === 'fault.added') {
      const { faultId, workspaceId } = event;
      const added: { readonly workspaceId: string; rule?: string } = { workspaceId };
      idle.set(faultId, added);
      // At once: it may be removed before the end.
      describeRule(world, workspaceId, faultId).then(
        (rule) => {
          if (rule !== undefined) added.rule = rule;
        },
        // The report then has its id alone.
        () => undefined,
      );
    }
    if (event.type === 'fault.fired') idle.delete(event.faultId);
    if (event.type === 'request.answered' && event.status === 404 && event.operation === null) {
      const request = `${event.method} ${event.path}`;
      unknown.set(request, (unknown.get(request) ?? 0) + 1);
    }
  });
  return {
    unused: () => [
      ...[...idle].map(
        ([id, { rule, workspaceId }]) =>
          `fault rule ${id} of workspace ${workspaceId} never fired${rule === undefined ? '' : `: ${rule}`}`,
      ),
      ...[...unknown].map(
        ([request, count]) =>
          `no operation matches ${request} (requested ${count === 1 ? 'once' : `${count} times`})`,
      ),
    ],
  };
}
