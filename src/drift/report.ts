/** Reports of changes: as text, and as JSON. */
import type { Change } from './changes.ts';

/** What was compared. */
export interface Compared {
  readonly file: string;
  /** Number of our operations. */
  readonly operations: number;
}

const WIDEST_PLACE = 56;

/** Whether any change is breaking. */
export function isBreaking(changes: readonly Change[]): boolean {
  return changes.some(({ breaks }) => breaks.length > 0);
}

/** The changes as one JSON document. */
export function jsonReport(changes: readonly Change[]): string {
  const rows = changes.map(({ kind, operation, where, what, breaks }) => {
    return { kind, operation, where, what, breaks };
  });
  return `${JSON.stringify({ changes: rows, breaking: isBreaking(changes) }, null, 2)}\n`;
}

/** A table for each operation, and a summary. */
export function textReport(changes: readonly Change[], { file, operations }: Compared): string {
  if (changes.length === 0) {
    return `Nothing changed: our ${operations} operations are the same in ${file}.\n`;
  }
  const width = Math.min(WIDEST_PLACE, Math.max(...changes.map(({ where }) => where.length)));
  const row = ({ kind, where, what, breaks }: Change): string => {
    const columns = [kind.padEnd(7), breakText(breaks).padEnd(13), where.padEnd(width), what];
    return `  ${columns.join('  ')}`;
  };
  const groups = group(changes);
  const tables = [...groups].map(([operation, some]) => [operation, ...some.map(row)].join('\n'));
  return `${[...tables, summary(changes, file, operations)].join('\n\n')}\n`;
}

function group(changes: readonly Change[]): Map<string, Change[]> {
  const groups = new Map<string, Change[]>();
  for (const change of changes) {
    groups.set(change.operation, [...(groups.get(change.operation) ?? []), change]);
  }
  return groups;
}

function breakText(breaks: Change['breaks']): string {
  return breaks.length === 0 ? '-' : breaks.join('+');
}

function summary(changes: readonly Change[], file: string, operations: number): string {
  const breaking = changes.filter(({ breaks }) => breaks.length > 0);
  const counted = `${changes.length} ${changes.length === 1 ? 'change' : 'changes'} in ${file}`;
  const lines: string[] = [];
  if (breaking.length === 0) {
    lines.push(`${counted}, none of them breaking.`);
  } else {
    const by = (side: 'client' | 'server'): number =>
      breaking.filter(({ breaks }) => breaks.includes(side)).length;
    lines.push(
      `${counted}, ${breaking.length} breaking:`,
      `  client  ${by('client')} break a client of our version that talks to a newer server`,
      `  server  ${by('server')} break a server of our version (the emulator) called by a newer client`,
    );
  }
  const gone = changes.filter(
    ({ kind, where }) => kind === 'removed' && where === 'the operation',
  ).length;
  if (gone === operations) {
    lines.push('It has none of our operations. Is it a version of the same document?');
  }
  return lines.join('\n');
}
