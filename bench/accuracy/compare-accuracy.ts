import type { Runtime } from "@steadytext/llm";
import { UNDISTURBED } from "../figures/undisturbed.ts";
import type { Scores } from "../peers/llama-cpp/llama-cpp.ts";
import type { ScoresReference, TokensReference } from "../peers/llama-cpp/references.ts";

/** How far one judgement of a text is from another. */
export interface Distance {
  /** Change of the mean log-likelihood, as a fraction of the other's. */
  readonly change: number;
  /** Part of the places where both find the same token most probable. */
  readonly top1Agreement: number;
  /** Root of the mean squared difference of the tokens' log-probabilities. */
  readonly rmsPerToken: number;
}

/** How far the model's judgement of one text is from llama.cpp's. */
export interface TextAccuracy {
  readonly name: string;
  /** Tokens that were predicted: all but the first. */
  readonly places: number;
  /** From llama.cpp as it runs the file. */
  readonly fromQuantized: Distance;
  /** From llama.cpp with the same weights in F32. */
  readonly fromFullPrecision: Distance;
  /** Of llama.cpp as it runs the file, from itself with the weights in F32. */
  readonly peerFromFullPrecision: Distance;
}

export const TOGETHER = "all together";

/** Strings whose ids are not llama.cpp's, special tokens as text or parsed. */
export function differentTokenizations(runtime: Runtime, strings: readonly TokensReference[]): string[] {
  return strings.flatMap(({ text, ids, idsWithSpecials }) => {
    const found = [false, true].map((parseSpecial) => runtime.tokenize(text, { parseSpecial, addSpecial: false }));
    const [plain, special] = found.map((result) => (result.ok ? result.value.tokens.join() : result.error.message));
    if (plain === ids.join() && special === idsWithSpecials.join()) return [];
    return [`${JSON.stringify(text)}: ${plain} instead of ${ids}, ${special} instead of ${idsWithSpecials}`];
  });
}

/** One entry a text, and a last one named `TOGETHER` over the places of all. */
export async function textAccuracies(runtime: Runtime, texts: readonly ScoresReference[]): Promise<TextAccuracy[]> {
  const ours: Scores[] = [];
  for (const { tokens } of texts) ours.push(await scoresOf(runtime, tokens));
  const together = accuracy(
    TOGETHER,
    joined(ours),
    joined(texts.map((text) => text.quantized)),
    joined(texts.map((text) => text.fullPrecision)),
  );
  return [...texts.map(({ name, quantized, fullPrecision }, i) => accuracy(name, ours[i]!, quantized, fullPrecision)), together];
}

function accuracy(name: string, ours: Scores, quantized: Scores, fullPrecision: Scores): TextAccuracy {
  return {
    name,
    places: ours.argmax.length,
    fromQuantized: distance(ours, quantized),
    fromFullPrecision: distance(ours, fullPrecision),
    peerFromFullPrecision: distance(quantized, fullPrecision),
  };
}

function joined(scores: readonly Scores[]): Scores {
  return { logProbs: scores.flatMap(({ logProbs }) => logProbs), argmax: scores.flatMap(({ argmax }) => argmax) };
}

async function scoresOf(runtime: Runtime, tokens: readonly number[]): Promise<Scores> {
  const scored = await runtime.score(tokens, UNDISTURBED);
  if (!scored.ok) throw new Error(scored.error.message);
  return { logProbs: Array.from(scored.value.logProbs), argmax: Array.from(scored.value.best) };
}

function distance(one: Scores, other: Scores): Distance {
  return {
    change: average(one.logProbs) / average(other.logProbs) - 1,
    top1Agreement: average(one.argmax.map((token, i) => Number(token === other.argmax[i]))),
    rmsPerToken: Math.sqrt(average(one.logProbs.map((value, i) => (value - other.logProbs[i]!) ** 2))),
  };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
