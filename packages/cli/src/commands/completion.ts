import { Argument, type Command } from "commander";
import { bashScript } from "../completion/bash-script.ts";
import { commandTree } from "../completion/command-tree.ts";
import { fishScript } from "../completion/fish-script.ts";
import { zshScript } from "../completion/zsh-script.ts";
import type { Surroundings } from "../output/surroundings.ts";
import { inSession } from "../session.ts";

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;
type Shell = keyof typeof SCRIPTS;

/** `steadytext completion`: what a shell needs to complete the command. */
export function addCompletion(program: Command, surroundings: Surroundings): void {
  program
    .command("completion")
    .description("a script that lets a shell complete this command")
    .addArgument(new Argument("<shell>", "the shell").choices(Object.keys(SCRIPTS)))
    .addHelpText("after", "\nExample:\n  source <(steadytext completion bash)")
    .action(inSession(surroundings, ({ output }, _options: object, shell: Shell) => output.write(SCRIPTS[shell](commandTree(program)))));
}
