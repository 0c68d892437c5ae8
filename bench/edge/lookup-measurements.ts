import type { Measurement } from "../figures/rounds.ts";
import { readText } from "../peers/llama-cpp/references.ts";
import type { GenerationWork } from "../worker/src/measurement.ts";
import type { EdgeWorker } from "./edge-worker.ts";

const STEPS = 64;

/** Decoding with and without prompt lookup, each generation both ways in turn. */
export async function lookupMeasurements(edge: EdgeWorker): Promise<Measurement[]> {
  const [copies, others] = [await copyHeavy(edge), await otherTexts(edge)];
  return [
    async () => {
      const { plain, lookup } = await bothWays(edge, copies);
      return { "edge copies, plain": plain, "edge copies, prompt lookup": lookup };
    },
    async () => {
      const { plain, lookup } = await bothWays(edge, others);
      return { "edge other texts, plain": plain, "edge other texts, prompt lookup": lookup };
    },
  ];
}

/** Milliseconds a token, on average over the generations. */
async function bothWays(edge: EdgeWorker, works: readonly GenerationWork[]): Promise<{ plain: number; lookup: number }> {
  let [plain, lookup] = [0, 0];
  for (const work of works) {
    plain += (await edge.generation({ ...work, speculates: false })).decodeMsPerToken / works.length;
    lookup += (await edge.generation({ ...work, speculates: true })).decodeMsPerToken / works.length;
  }
  return { plain, lookup };
}

/** An edit of a text that mostly repeats it, and texts and code that begin to be written a second time. */
async function copyHeavy(edge: EdgeWorker): Promise<GenerationWork[]> {
  const twice = async (name: string) => {
    const [whole, beginning] = [
      await edge.cut({ text: readText(name), from: 0, tokens: 180 }),
      await edge.cut({ text: readText(name), from: 0, tokens: 40 }),
    ];
    return { prompt: `${whole.text}\n\n${beginning.text}`, steps: STEPS };
  };
  const text = await edge.cut({ text: readText("narrative"), from: 0, tokens: 150 });
  const edit = { prompt: `Correct the spelling in this text and repeat the whole text:\n\n${text.text}`, isChat: true, steps: STEPS };
  return [edit, await twice("technical"), await twice("code-and-dialogue")];
}

/** Questions, and texts that go on in an unforeseen way. */
async function otherTexts(edge: EdgeWorker): Promise<GenerationWork[]> {
  const goOn = async (name: string) => {
    const { text: prompt } = await edge.cut({ text: readText(name), from: 0, tokens: 100 });
    return { prompt, temperature: 0.9, steps: STEPS };
  };
  const ask = (prompt: string) => ({ prompt, isChat: true, steps: STEPS });
  return [
    ask("Write a short story about a lighthouse keeper."),
    ask("Explain how rain forms."),
    await goOn("narrative"),
    await goOn("technical"),
  ];
}
