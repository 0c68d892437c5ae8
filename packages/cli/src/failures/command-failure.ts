import { EXIT, type ExitCode } from "./exit-code.ts";

/** An expected end of a command: one line of cause, one of what to do. */
export class CommandFailure extends Error {
  override readonly name = "CommandFailure";
  readonly exitCode: ExitCode;
  readonly next: string;

  constructor(exitCode: ExitCode, message: string, next: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.exitCode = exitCode;
    this.next = next;
  }
}

/** A command that was given wrong. */
export function usageFailure(message: string, next: string): CommandFailure {
  return new CommandFailure(EXIT.usage, message, next);
}
