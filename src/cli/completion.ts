/** `sessions-emulator completion`: scripts that complete commands, flags and values, made from the program. */
import type { Argument, Command, Option } from 'commander';

/** A shell that there is a script for. */
type Shell = 'bash' | 'zsh' | 'fish';

/** A command that can be completed, and the words that lead to it. */
interface Place {
  readonly path: string;
  readonly about: string;
  readonly options: readonly Option[];
  readonly commands: readonly string[];
  readonly argument: Argument | undefined;
}

/** The command and all below it. `start` is what there is without a command. */
function placesOf(command: Command, path: string): Place[] {
  const help = command.createHelp();
  const below = command.commands.flatMap((one) => placesOf(one, `${path} ${one.name()}`.trim()));
  const place = {
    path,
    about: command.description(),
    options: help.visibleOptions(command),
    commands: help.visibleCommands(command).map((one) => one.name()),
    argument: command.registeredArguments[0],
  };
  return path === '' ? below : [place, ...below];
}

const takesFile = ({ flags }: Option): boolean => flags.includes('<file>');
const isFile = (argument: Argument | undefined) => argument?.name().endsWith('.json') === true;
const namesOf = ({ long, short }: Option) => [short, long].filter((name) => name !== undefined);
const flagsOf = (options: readonly Option[]) => [...new Set(options.flatMap(namesOf))];

function bash(places: readonly Place[], commands: readonly string[]): string {
  const options = places.flatMap((place) => place.options);
  const words = (list: readonly string[]) => `words='${list.join(' ')}'`;
  const files = flagsOf(options.filter(takesFile));
  const others = flagsOf(options.filter((one) => one.required && one.argChoices === undefined));
  const choices = new Map(
    options.flatMap((one) =>
      one.argChoices === undefined ? [] : [[one.long ?? '', one.argChoices] as const],
    ),
  );
  const own = places.map(({ path, argument, commands: below, options: flags }) => {
    const list = [...(argument?.argChoices ?? []), ...below, ...flagsOf(flags)];
    return `    '${path}') ${words(list)}${isFile(argument) ? ' files=1' : ''} ;;`;
  });
  const inner = places.flatMap(({ path }) => (path.includes(' ') ? [`'${path}'`] : []));
  return `_sessions_emulator() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" place=start words= files= word i
  COMPREPLY=()
  case "\${COMP_WORDS[1]}" in
    ${commands.join('|')}) place="\${COMP_WORDS[1]}" ;;
  esac
  case "$place \${COMP_WORDS[2]}" in
    ${inner.join('|')}) place="$place \${COMP_WORDS[2]}" ;;
  esac
  if [ "$place" = exec ]; then
    for ((i = 2; i < COMP_CWORD; i++)); do
      [ "\${COMP_WORDS[i]}" = -- ] || continue
      word=-f
      [ "$((i + 1))" -eq "$COMP_CWORD" ] && word=-c
      local IFS=$'\\n'
      COMPREPLY=($(compgen "$word" -- "$cur"))
      return
    done
  fi
  # In bash, "=" is a word of its own.
  if [ "$cur" = = ]; then cur=; elif [ "$prev" = = ]; then prev="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  case "$prev" in
${[...choices].map(([flag, list]) => `    ${flag}) ${words(list)} ;;`).join('\n')}
    ${files.join('|')}) files=1 ;;
    ${others.filter((one) => !files.includes(one)).join('|')}) return ;;
    *) case "$place" in
${own.join('\n')}
    esac
    [ "$COMP_CWORD" -eq 1 ] && words="${commands.join(' ')} $words" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
  if [ -n "$files" ]; then
    local IFS=$'\\n'
    COMPREPLY+=($(compgen -f -- "$cur"))
  fi
}
complete -o filenames -F _sessions_emulator sessions-emulator
`;
}

const quoted = (text: string): string =>
  `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

function fish(places: readonly Place[], commands: readonly string[]): string {
  const line = (...parts: string[]) => ['complete -c sessions-emulator', ...parts].join(' ');
  const others = commands.filter((name) => name !== 'start').join(' ');
  const at = (path: string) =>
    path === 'start'
      ? `not __fish_seen_subcommand_from ${others}`
      : path
          .split(' ')
          .map((word) => `__fish_seen_subcommand_from ${word}`)
          .join('; and ');
  const lines = places.flatMap(({ path, about, argument, options }) => {
    const words = path.split(' ');
    const first = words.length === 1 ? '__fish_use_subcommand' : at(words.slice(0, -1).join(' '));
    const name = line('-n', quoted(first), '-a', words.at(-1) as string, '-d', quoted(about));
    const flags = options.map((option) => {
      const { argChoices, description, long, required, short } = option;
      const value = takesFile(option) ? ['-r', '-F'] : required ? ['-x'] : [];
      const letter = short === undefined ? [] : ['-s', short.slice(1)];
      const list = argChoices === undefined ? [] : ['-a', quoted(argChoices.join(' '))];
      const flag = ['-l', (long ?? '').slice(2)];
      return line(
        '-n',
        quoted(at(path)),
        ...letter,
        ...flag,
        ...value,
        ...list,
        '-d',
        quoted(description),
      );
    });
    const own = argument?.argChoices;
    return [
      name,
      ...flags,
      ...(own === undefined ? [] : [line('-n', quoted(at(path)), '-a', quoted(own.join(' ')))]),
      ...(isFile(argument) || path === 'exec' ? [line('-n', quoted(at(path)), '-F')] : []),
    ];
  });
  return `${[line('-f'), ...lines].join('\n')}\n`;
}

/** zsh runs the script of bash. */
const ZSH = `#compdef sessions-emulator
(( $+functions[compdef] )) || { autoload -U compinit && compinit }
autoload -U +X bashcompinit && bashcompinit
`;

/** The script for a shell, to be evaluated by it. */
export function completionScript(program: Command, shell: Shell): string {
  const places = placesOf(program, '');
  const commands = program
    .createHelp()
    .visibleCommands(program)
    .map((one) => one.name());
  if (shell === 'fish') return fish(places, commands);
  return `${shell === 'zsh' ? ZSH : ''}${bash(places, commands)}`;
}
