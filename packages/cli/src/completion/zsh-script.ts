import type { CompletionNode } from "./command-tree.ts";

/** A script for zsh, with descriptions. */
export function zshScript(nodes: readonly CompletionNode[]): string {
  const cases = nodes.map(({ path, subcommands, options }) => {
    const commands = subcommands.map(({ name, description }) => quoted(`${escaped(name)}:${description}`));
    const flags = options.map(({ flag, description }) => quoted(`${escaped(flag)}:${description}`));
    return `    ${quoted(path)}) commands=(${commands.join(" ")}); flags=(${flags.join(" ")}) ;;`;
  });
  const paths = nodes.filter(({ path }) => path !== "").map(({ path }) => quoted(path));
  return `#compdef steadytext
# zsh completion for steadytext: source <(steadytext completion zsh)
_steadytext() {
  local at="" next word
  local -a known commands flags
  known=(${paths.join(" ")})
  for word in \${words[2,CURRENT-1]}; do
    next="\${at:+$at }$word"
    (( \${known[(Ie)$next]} )) && at=$next
  done
  case "$at" in
${cases.join("\n")}
  esac
  if [[ "$PREFIX" == -* ]]; then
    _describe -o option flags
  elif (( \${#commands} )); then
    _describe command commands
  else
    _files
  fi
}
compdef _steadytext steadytext
`;
}

/** A colon ends a name in zsh's lists. */
function escaped(name: string): string {
  return name.replaceAll(":", "\\:");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
