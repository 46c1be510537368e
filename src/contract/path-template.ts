/** A published path, such as `/v1/{workspace_id}/sessions/active`: its parameters, and what it matches. */

/** Reads the parameters of a path that matches. The path is percent-decoded; its values stay as they are. */
export type ParamsReader = (path: string) => Readonly<Record<string, string>>;

/**
 * A reader of the parameters of a template. It counts segments from the end, so an app may be mounted under
 * a prefix.
 */
export function paramsReader(template: string): ParamsReader {
  const segments = template.split('/').reverse();
  // Read from the end, a slash at a time: it is done for each request.
  const names = segments.map((one) => (one.startsWith('{') ? one.slice(1, -1) : undefined));
  const last = names.findLastIndex((name) => name !== undefined);
  return (path) => {
    const params: Record<string, string> = {};
    let end = path.length;
    for (let i = 0; i <= last; i++) {
      const slash = path.lastIndexOf('/', end - 1);
      const name = names[i];
      if (name !== undefined) params[name] = path.slice(slash + 1, end);
      end = slash;
    }
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
