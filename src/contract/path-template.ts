/** A published path, such as `/v1/{workspace_id}/sessions/active`: its parameters, and what it matches. */

/** Reads the parameters of a path that matches. The path is percent-decoded; its values stay as they are. */
export type ParamsReader = (path: string) => Readonly<Record<string, string>>;

/**
 * A reader of the parameters of a template. It counts segments from the end, so an app may be mounted under
 * a prefix.
 */
export function paramsReader(template: string): ParamsReader {
  const segments = template.split('/');
  const names = segments.flatMap((segment, i) =>
    segment.startsWith('{')
      ? [{ name: segment.slice(1, -1), fromEnd: segments.length - i } as const]
      : [],
  );
  return (path) => {
    const given = path.split('/');
    const params: Record<string, string> = {};
    for (const { name, fromEnd } of names) params[name] = given[given.length - fromEnd] as string;
    return params;
  };
}

/** What a template matches by the framework's rules: Python's `$` also matches before a final line feed. */
export function templatePattern(template: string): RegExp {
  return new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}\n?$`);
}

/** Decodes `%XX` once, as UTF-8 with U+FFFD for what is not UTF-8; a malformed escape stays as it is. */
export function percentDecode(text: string): string {
  if (!text.includes('%')) return text;
  return text.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
  );
}
