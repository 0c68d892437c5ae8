import type { Command } from "commander";
import { runChecks } from "../doctor/checks.ts";
import { CommandFailure } from "../failures/command-failure.ts";
import type { Surroundings } from "../output/surroundings.ts";
import { inSession, type Session } from "../session.ts";

/** `steadytext doctor`: what stands between you and an answer. */
export function addDoctor(program: Command, surroundings: Surroundings): void {
  program.command("doctor").description("look for what stands in the way").action(inSession(surroundings, doctor));
}

async function doctor(session: Session): Promise<void> {
  const findings = await runChecks(session);
  await session.output.result({ checks: findings }, () =>
    findings.map(({ what, ok, found }) => `${ok ? "ok " : "BAD"} ${what}: ${found}`).join("\n"),
  );
  const bad = findings.find(({ ok }) => !ok);
  if (bad !== undefined) throw new CommandFailure(bad.exitCode, `${bad.what}: ${bad.found}`, bad.next);
}
