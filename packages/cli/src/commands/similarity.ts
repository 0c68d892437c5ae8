import type { Command } from "commander";
import type { Surroundings } from "../output/surroundings.ts";
import { inSession, type Session } from "../session.ts";

/** `steadytext similarity`: how near two texts are. */
export function addSimilarity(program: Command, surroundings: Surroundings): void {
  program
    .command("similarity")
    .description("cosine similarity of two texts, -1 to 1")
    .argument("<a>", "a text")
    .argument("<b>", "another")
    .option("--model <name>", "model to ask; the default one otherwise")
    .addHelpText("after", '\nExample:\n  steadytext similarity "a cat" "a kitten"')
    .action(inSession(surroundings, similarity));
}

async function similarity(session: Session, { model }: { readonly model?: string }, a: string, b: string): Promise<void> {
  const client = await session.client();
  const answer = await client.embed([a, b], { model }, { signal: session.signal });
  const [first = [], second = []] = answer.embeddings;
  // Vectors have length 1: their dot product is the cosine of the angle between them.
  const value = first.reduce((sum, number, i) => sum + number * (second[i] ?? 0), 0);
  await session.output.result({ similarity: value, model: answer.model }, () => value.toFixed(4));
}
