import type { CompletionNode } from "./command-tree.ts";

/** A script for bash: the words of the line that are commands say which words may come next. */
export function bashScript(nodes: readonly CompletionNode[]): string {
  const cases = nodes.map(({ path, subcommands, options }) => {
    const words = [...subcommands.map(({ name }) => name), ...options.map(({ flag }) => flag)];
    return `    ${quoted(path)}) words=${quoted(words.join(" "))} ;;`;
  });
  const paths = nodes.filter(({ path }) => path !== "").map(({ path }) => `    ${quoted(path)}) path=$next ;;`);
  return `# bash completion for steadytext: source <(steadytext completion bash)
_steadytext() {
  local path="" next word words current="\${COMP_WORDS[COMP_CWORD]}"
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    next="\${path:+$path }$word"
    case "$next" in
${paths.join("\n")}
    esac
  done
  case "$path" in
${cases.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _steadytext steadytext
`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
