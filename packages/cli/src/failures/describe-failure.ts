import { SteadyTextError } from "@steadytext/edge/client";
import { CommandFailure } from "./command-failure.ts";
import { describeServiceFailure } from "./describe-service-failure.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";

/** A failure as it is told: the cause, the next step, and the number for the shell. */
export interface FailureReport {
  readonly message: string;
  readonly next: string;
  readonly exitCode: ExitCode;
  /** The service's own code, where it comes from there. */
  readonly code?: string;
  readonly requestId?: string;
}

const SYSTEM: Readonly<Record<string, (where: string) => Omit<FailureReport, "exitCode"> & { readonly exitCode?: ExitCode }>> = {
  ENOENT: (where) => ({ message: `There is no file ${where}.`, next: "Check the path.", exitCode: EXIT.usage }),
  EISDIR: (where) => ({ message: `${where} is a folder.`, next: "Give the path of a file.", exitCode: EXIT.usage }),
  EACCES: (where) => ({ message: `${where} may not be opened.`, next: "Check who owns it and its mode.", exitCode: EXIT.usage }),
  ENOSPC: (where) => ({ message: `The disk is full: ${where} was not written.`, next: "Make room, then run the command again." }),
  EDQUOT: (where) => ({ message: `Your disk quota is used up: ${where} was not written.`, next: "Make room, then run the command again." }),
};

/** What to tell of anything that a command threw; never a stack. */
export function describeFailure(cause: unknown): FailureReport {
  if (cause instanceof CommandFailure) return { message: cause.message, next: cause.next, exitCode: cause.exitCode };
  if (cause instanceof SteadyTextError) return describeServiceFailure(cause);
  if (isInterruption(cause)) return { message: "Interrupted.", next: "Run the command again to go on.", exitCode: EXIT.interrupted };
  const { code, path } = cause as { code?: unknown; path?: unknown };
  const known = typeof code === "string" ? SYSTEM[code] : undefined;
  if (known !== undefined) return { exitCode: EXIT.other, ...known(typeof path === "string" ? path : "the output") };
  return {
    message: `Something unforeseen happened: ${oneLine(cause instanceof Error ? cause.message : String(cause))}`,
    next: "Run `steadytext doctor`; STEADYTEXT_DEBUG=1 shows where it happened.",
    exitCode: EXIT.other,
  };
}

function isInterruption(cause: unknown): boolean {
  return cause instanceof Error && cause.name === "AbortError";
}

function oneLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
