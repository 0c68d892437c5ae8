import { confirm as ask, isCancel } from "@clack/prompts";
import { CommandFailure, usageFailure } from "../failures/command-failure.ts";
import { EXIT } from "../failures/exit-code.ts";
import type { Session } from "../session.ts";

/** Asks before something that cannot be undone; a script says `--yes`. */
export async function confirmed(session: Session, isYes: boolean | undefined, question: string): Promise<void> {
  if (isYes === true) return;
  if (!session.isInteractive)
    throw usageFailure(`${question} Nobody can be asked here: this is not a terminal.`, "Give --yes to go on without being asked.");
  const { stdin, stderr } = session.surroundings;
  const answer = await ask({ message: question, initialValue: false, input: stdin as never, output: stderr as never });
  if (isCancel(answer) || !answer) throw new CommandFailure(EXIT.other, "Nothing was changed.", "Run the command again to go on.");
}
