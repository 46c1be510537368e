/** The shell examples of a document: what is typed, and what it says comes back. */

/** One `$ command`, with the lines that follow it up to the next. */
export interface Step {
  command: string;
  output: string;
}

/** The steps of all ```console blocks of a text. */
export function consoles(text: string): Step[] {
  return [...text.matchAll(/```console\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [command = '', ...output] = part.split('\n');
        return { command, output: output.join('\n').trim() };
      }),
  );
}
