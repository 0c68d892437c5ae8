import type { TokenWithPiece } from "@steadytext/edge/client";
import type { Command } from "commander";
import { table } from "../output/table.ts";
import type { Surroundings } from "../output/surroundings.ts";
import { inSession, type Session } from "../session.ts";
import { readInput } from "../settings/read-input.ts";

interface Options {
  readonly pieces?: boolean;
  readonly special?: boolean;
  readonly model?: string;
}

/** `steadytext tokenize`: the tokens of a text. */
export function addTokenize(program: Command, surroundings: Surroundings): void {
  program
    .command("tokenize")
    .description("token ids of a text")
    .argument("[text]", "the text; stdin where it is - or left out")
    .option("--pieces", "tell each token's text too")
    .option("--special", "take special tokens that are written in the text as such")
    .option("--model <name>", "model to ask; the default one otherwise")
    .addHelpText("after", '\nExample:\n  steadytext tokenize "Hello, world" --pieces')
    .action(inSession(surroundings, tokenize));
}

async function tokenize(session: Session, { pieces, special, model }: Options, given: string | undefined): Promise<void> {
  const content = await readInput(given, session.surroundings.stdin, "text");
  const client = await session.client();
  const options = { parse_special: special, model };
  const call = { signal: session.signal };
  if (pieces === true) {
    const { tokens } = await client.tokenize(content, { ...options, with_pieces: true }, call);
    return session.output.result({ tokens }, () => table(["id", "piece"], tokens.map(shown)));
  }
  const { tokens } = await client.tokenize(content, { ...options, with_pieces: false }, call);
  await session.output.result({ tokens }, () => tokens.join(" "));
}

function shown({ id, piece }: TokenWithPiece): readonly [number, string] {
  return [id, JSON.stringify(piece)];
}
