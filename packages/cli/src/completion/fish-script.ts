import type { CompletionNode } from "./command-tree.ts";

/** A script for fish, with descriptions. */
export function fishScript(nodes: readonly CompletionNode[]): string {
  const known = nodes.filter(({ path }) => path !== "").map(({ path }) => quoted(path));
  const lines = nodes.flatMap(({ path, subcommands, options }) => {
    const when = `-n ${quoted(`__steadytext_at ${quoted(path)}`)}`;
    return [
      ...subcommands.map(({ name, description }) => `complete -c steadytext -f ${when} -a ${quoted(name)} -d ${quoted(description)}`),
      ...options.map(
        ({ flag, description, takesValue }) =>
          `complete -c steadytext ${when} -l ${flag.replace(/^--/, "")}${takesValue ? " -r" : ""} -d ${quoted(description)}`,
      ),
    ];
  });
  return `# fish completion for steadytext: steadytext completion fish | source
function __steadytext_at
  set -l known ${known.join(" ")}
  set -l at ""
  for word in (commandline -opc)[2..]
    set -l next (string trim -- "$at $word")
    contains -- $next $known; and set at $next
  end
  test "$at" = "$argv[1]"
end
${lines.join("\n")}
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
