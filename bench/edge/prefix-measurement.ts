import type { Measurement } from "../figures/rounds.ts";
import { readText } from "../peers/llama-cpp/references.ts";
import type { EdgeWorker } from "./edge-worker.ts";

const PREFIX_TOKENS = 400;

/** Times to the first token of a prompt, then of another one that starts with the same 400 tokens; no other round knows them. */
export async function prefixMeasurement(edge: EdgeWorker): Promise<Measurement> {
  const prefix = await edge.cut({ text: readText("code-and-dialogue"), from: 0, tokens: PREFIX_TOKENS });
  const endings = [
    await edge.cut({ text: readText("narrative"), from: 0, tokens: 16 }),
    await edge.cut({ text: readText("technical"), from: 0, tokens: 16 }),
  ];
  const [one, other] = endings.map((ending) => `${prefix.text}\n\n${ending.text}`) as [string, string];
  let round = 0;
  return async () => {
    const prefixScope = `prefix ${round++}`;
    const first = await edge.generation({ prompt: one, steps: 0, prefixScope });
    const second = await edge.generation({ prompt: other, steps: 0, prefixScope });
    if (first.prefixTokens > 0 || second.prefixTokens === 0) throw new Error("The prefix is not reused by the second prompt alone");
    return { "edge first token": first.firstTokenMs, "edge first token after its prefix": second.firstTokenMs };
  };
}
