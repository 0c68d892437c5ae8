import type { Command } from "commander";
import { table } from "../output/table.ts";
import type { Surroundings } from "../output/surroundings.ts";
import { inSession, type Session } from "../session.ts";
import { parseCount } from "../settings/parse-option.ts";
import { readLines } from "../settings/read-input.ts";

interface Options {
  readonly topN?: number;
  readonly model?: string;
}

/** `steadytext rerank`: documents in the order of how near they are to a query. */
export function addRerank(program: Command, surroundings: Surroundings): void {
  program
    .command("rerank")
    .description("documents by their similarity to a query")
    .argument("<query>", "what is looked for")
    .argument("[document...]", "the documents; the lines of stdin where they are left out")
    .option("--top-n <n>", "tell only the best n", parseCount)
    .option("--model <name>", "model to ask; the default one otherwise")
    .addHelpText("after", '\nExample:\n  steadytext rerank "pets" "a cat" "a car" "a dog" --top-n 2')
    .action(inSession(surroundings, rerank));
}

async function rerank(session: Session, { topN, model }: Options, query: string, given: readonly string[]): Promise<void> {
  const documents = [...(await readLines(given, session.surroundings.stdin, "document"))];
  const client = await session.client();
  const options = { top_n: topN, model, return_documents: true };
  const answer = await client.rerank(query, documents, options, { signal: session.signal });
  await session.output.result(answer, () =>
    table(
      ["score", "index", "document"],
      answer.results.map(({ relevance_score, index }) => [relevance_score.toFixed(4), index, documents[index] ?? ""]),
    ),
  );
}
