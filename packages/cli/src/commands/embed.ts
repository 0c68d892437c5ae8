import type { EmbedOptions } from "@steadytext/edge/client";
import { Option, type Command } from "commander";
import type { Surroundings } from "../output/surroundings.ts";
import { inSession, type Session } from "../session.ts";
import { parseCount } from "../settings/parse-option.ts";
import { readLines } from "../settings/read-input.ts";

interface Options {
  readonly mode?: "query" | "passage";
  readonly dimensions?: number;
  readonly mean?: boolean;
  readonly truncate?: boolean;
  readonly model?: string;
}

const EXAMPLES = `
Examples:
  steadytext embed "a text" "another text"
  steadytext embed --json < texts.txt      a vector for each line`;

/** `steadytext embed`: a vector for each text. */
export function addEmbed(program: Command, surroundings: Surroundings): void {
  program
    .command("embed")
    .description("vectors of texts, one JSON array a line")
    .argument("[text...]", "the texts; the lines of stdin where they are left out")
    .addOption(new Option("--mode <mode>", "what the texts are for").choices(["query", "passage"]))
    .option("--dimensions <n>", "keep the first n numbers, then normalise again", parseCount)
    .option("--mean", "one vector for all texts together")
    .option("--truncate", "cut texts that are longer than the model takes")
    .option("--model <name>", "model to ask; the default one otherwise")
    .addHelpText("after", EXAMPLES)
    .action(inSession(surroundings, embed));
}

async function embed(session: Session, { mode, dimensions, mean, truncate, model }: Options, given: readonly string[]): Promise<void> {
  const texts = [...(await readLines(given, session.surroundings.stdin, "text"))];
  const client = await session.client();
  const options: EmbedOptions = { mode, dimensions, truncate, model };
  const call = { signal: session.signal };
  if (mean === true) {
    const answer = await client.embed(texts, { ...options, aggregate: "mean" }, call);
    return session.output.result(answer, () => JSON.stringify(answer.embedding));
  }
  const answer = await client.embed(texts, { ...options, aggregate: "none" }, call);
  await session.output.result(answer, () => answer.embeddings.map((vector) => JSON.stringify(vector)).join("\n"));
}
