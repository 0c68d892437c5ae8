#!/usr/bin/env node
import { describeFailure } from "./failures/describe-failure.ts";
import { Output } from "./output/output.ts";
import type { Surroundings } from "./output/surroundings.ts";
import { runCommandLine } from "./run-command-line.ts";

const interruption = new AbortController();
process.once("SIGINT", () => interruption.abort(new DOMException("Interrupted", "AbortError")));

const { env, stdin, stdout, stderr } = process;
const surroundings: Surroundings = { env, stdin, stdout, stderr, signal: interruption.signal };

stdout.on("error", (cause: NodeJS.ErrnoException) => {
  // A reader that has seen enough, such as head, is no failure.
  if (cause.code === "EPIPE") process.exit(0);
  const report = describeFailure(cause);
  new Output(surroundings).failure(report);
  process.exit(report.exitCode);
});

process.exitCode = await runCommandLine(process.argv.slice(2), surroundings);
