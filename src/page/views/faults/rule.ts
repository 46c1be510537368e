/** Fault rules in the words of the control plane: its names are those of scripts, of the reference and of problems. */
import type { FaultView, NewFault } from '../../api/types.ts';

/** What a press adds, by the text of its button. */
export const presets: Readonly<Record<string, NewFault>> = {
  '503 once': { status: 503, times: 1 },
  'Response lost once': { connection: 'EMPTY_RESPONSE', phase: 'after', times: 1 },
  '429 once': { status: 429, retry_after: 1, times: 1 },
  'Stream cut once': { connection: 'TRUNCATED_BODY', phase: 'after', times: 1 },
  'Slow, 2 s': { delay_ms: 2000 },
};

/** The fields of the form that are numbers or JSON; `outer.inner` for a field of an object. */
export const fields =
  'status retry_after detail delay_ms times after probability ttl rate_limit.requests rate_limit.window_seconds socket.after_frames socket.close_code'.split(
    ' ',
  );

/** The fields of the form that are one of some words. The first is the default. */
export const choices = {
  connection: [
    '',
    'CONNECTION_RESET_BY_PEER',
    'EMPTY_RESPONSE',
    'MALFORMED_RESPONSE_CHUNK',
    'TRUNCATED_BODY',
  ],
  phase: ['before', 'after'],
} satisfies { readonly [K in 'connection' | 'phase']: readonly (NewFault[K] | '')[] };

/** More of a rule is not shown, in characters. */
const SHOWN = 500;
/** Values that a rule has when it is not told otherwise, besides null. */
const usual: Readonly<Record<string, unknown>> = { after: 0, probability: 1, phase: 'before' };

/** The names of the fields of a rule, what happens before how often. */
const names = new Set([...Object.keys(choices), ...fields.map((name) => name.split('.')[0])]);

/** What a rule says beyond the defaults: `status 503, times 1`. */
export const ruleText = (rule: FaultView): string =>
  [...(names as Set<keyof FaultView>)]
    .filter((name) => rule[name] !== null && rule[name] !== usual[name])
    .map((name) => [name, rule[name]] as const)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ')
    .slice(0, SHOWN);

/** JSON, or a text that is none. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The rule that a form asks for. Empty fields are left out. */
export function ruleOf(form: FormData): NewFault {
  const rule: Record<string, unknown> = {};
  for (const [name, given] of form as unknown as Iterable<[string, string]>) {
    if (given === '') continue;
    const [outer = '', inner] = name.split('.');
    const value = name === 'call_sid' ? given : jsonOf(given);
    rule[outer] = inner === undefined ? value : { ...(rule[outer] as object), [inner]: value };
  }
  return rule;
}
