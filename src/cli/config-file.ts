/**
 * The file of `--config`: a JSON object of flags by their long names, so that a name is the same everywhere. Loaded only
 * when there may be one.
 */
import { readFileSync } from 'node:fs';
import { type Command, InvalidArgumentError, type Option } from 'commander';
import { nearestName } from '../observe/nearest-name.ts';
import { errorMessage } from '../world/error-message.ts';
import { checkOptions } from './check-options.ts';
import { jsonMistake } from './commands/json-mistake.ts';
import { execOptions, startOptions } from './options.ts';
import { parseNames, parseOrigins } from './parsers.ts';

/** The name of a flag in the file: the long one, without its dashes. */
const nameOf = (option: Option): string => option.name();

/** The content of the file. The message of an error never repeats it: it may hold a key. */
function read(file: string): object {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    throw new InvalidArgumentError(`It cannot be read: ${errorMessage(error)}.`);
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw new InvalidArgumentError(`Expected JSON, found ${jsonMistake(text)}.`);
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new InvalidArgumentError('Expected a JSON object, such as {"port": 4011}.');
  }
  return data;
}

/** A value as the flag's own. */
function parsed(option: Option, value: unknown): unknown {
  const wrong = (expected: string) => new InvalidArgumentError(`"${nameOf(option)}": ${expected}`);
  if (!option.required) {
    if (typeof value === 'boolean') return value;
    throw wrong('Expected true or false.');
  }
  const parse: unknown = option.parseArg;
  const isList = parse === parseOrigins || parse === parseNames;
  const text = isList && Array.isArray(value) ? value.join() : value;
  if (typeof text !== 'string' && typeof text !== 'number') {
    throw wrong(isList ? 'Expected a text or a list of texts.' : 'Expected a text or a number.');
  }
  try {
    return option.parseArg?.(String(text), undefined as never) ?? String(text);
  } catch (error) {
    throw wrong(errorMessage(error));
  }
}

/**
 * Lets the flag `--config` of a command set the command's other flags. commander reads variables and flags after it, or
 * has read them before: both win. A file may serve several commands, so a flag of another command has no effect.
 */
export function readConfigOf(command: Command): void {
  const known = [...startOptions(), ...execOptions(), ...checkOptions()].map(nameOf);
  const names = new Set(known.filter((name) => name !== 'config'));
  command.options
    .find((option) => nameOf(option) === 'config')
    ?.argParser((file) => {
      for (const [name, value] of Object.entries(read(file))) {
        if (!names.has(name)) {
          const nearest = nearestName(name, [...names]);
          const hint = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
          throw new InvalidArgumentError(`"${name}" is not a flag.${hint}`);
        }
        const option = command.options.find((one) => nameOf(one) === name);
        if (option === undefined) continue;
        const key = option.attributeName();
        if (['cli', 'env'].includes(command.getOptionValueSource(key) ?? '')) continue;
        command.setOptionValueWithSource(key, parsed(option, value), 'config');
      }
      return file;
    });
}
