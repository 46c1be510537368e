/** A strict parser of Prometheus's text format 0.0.4. */

/** A metric as it was sent. */
export interface ParsedMetric {
  readonly type: string;
  readonly help: string;
  /** By labels, such as `{operation="inject",status="200"}`; without one, the empty text. */
  readonly values: Map<string, number>;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\[\\\\"n])*"';
const SAMPLE = new RegExp(`^(${NAME})(\\{${LABEL}(?:,${LABEL})*\\})? ([0-9.e+-]+)$`);

/** Parses a whole response. Throws at the first line that is not in the format. */
export function parseMetrics(text: string): Map<string, ParsedMetric> {
  if (!text.endsWith('\n')) throw new Error('the last line has no line feed');
  const metrics = new Map<string, ParsedMetric>();
  let help: readonly string[] | undefined;
  let open: string | undefined;
  for (const line of text.slice(0, -1).split('\n')) {
    const [, helped, words = ''] = new RegExp(`^# HELP (${NAME}) (.+)$`).exec(line) ?? [];
    const [, typed, type = ''] = /^# TYPE (\S+) (counter|gauge)$/.exec(line) ?? [];
    const [, name, labels = '', value] = SAMPLE.exec(line) ?? [];
    if (helped !== undefined) help = [helped, words];
    else if (typed !== undefined) {
      if (typed !== help?.[0] || metrics.has(typed))
        throw new Error(`HELP, then TYPE, once: ${line}`);
      metrics.set(typed, { type, help: help[1] ?? '', values: new Map() });
      open = typed;
    } else if (name !== undefined && name === open) {
      const values = metrics.get(name)?.values;
      if (values?.has(labels) || !Number.isFinite(Number(value))) throw new Error(`twice: ${line}`);
      values?.set(labels, Number(value));
    } else throw new Error(`not a line of the format: ${line}`);
  }
  return metrics;
}
