import type { Command } from "commander";

/** What may follow the words of a command, for a shell. */
export interface CompletionNode {
  /** The words before, e.g. `models push`; empty for the command itself. */
  readonly path: string;
  readonly subcommands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly { readonly flag: string; readonly description: string; readonly takesValue: boolean }[];
}

/** Every command with what may follow it, the program first. */
export function commandTree(program: Command): readonly CompletionNode[] {
  return nodesOf(program, []);
}

function nodesOf(command: Command, path: readonly string[]): readonly CompletionNode[] {
  const help = command.createHelp();
  const subcommands = help.visibleCommands(command);
  const options = [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)];
  const node: CompletionNode = {
    path: path.join(" "),
    subcommands: subcommands.map((sub) => ({ name: sub.name(), description: sub.description() })),
    options: options.flatMap(({ long, description, required, optional }) =>
      long === undefined || long === null ? [] : [{ flag: long, description, takesValue: required || optional }],
    ),
  };
  return [node, ...subcommands.flatMap((sub) => nodesOf(sub, [...path, sub.name()]))];
}
