import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFullPrecision } from "./full-precision-gguf.ts";
import { loadLlamaCpp, type LlamaCpp, type Scores } from "./llama-cpp.ts";
import { readText, TEXTS, type References } from "./references.ts";
import { tokenStrings } from "./token-strings.ts";

/** Asks llama.cpp for everything that the committed references hold; takes minutes, and 540 MB of disk while it runs. */
export async function computeReferences(modelPath: string): Promise<References> {
  const peer = await loadLlamaCpp(modelPath);
  const strings = tokenStrings().map((text) => ({ text, ids: peer.tokenize(text, false), idsWithSpecials: peer.tokenize(text, true) }));
  const tokens = TEXTS.map((name) => peer.tokenize(readText(name), false));
  const quantized = await scores(peer, tokens);
  await peer.dispose();
  const fullPrecision = await fullPrecisionScores(modelPath, tokens);
  const texts = TEXTS.map((name, i) => ({ name, tokens: tokens[i]!, quantized: quantized[i]!, fullPrecision: fullPrecision[i]! }));
  return { tokens: { peer: peer.version, strings }, scores: { peer: peer.version, texts } };
}

async function fullPrecisionScores(modelPath: string, texts: readonly number[][]): Promise<Scores[]> {
  const path = join(tmpdir(), `steadytext-full-precision-${process.pid}.gguf`);
  try {
    writeFullPrecision(modelPath, path);
    const peer = await loadLlamaCpp(path);
    const scored = await scores(peer, texts);
    await peer.dispose();
    return scored;
  } finally {
    rmSync(path, { force: true });
  }
}

async function scores(peer: LlamaCpp, texts: readonly number[][]): Promise<Scores[]> {
  const scored: Scores[] = [];
  for (const tokens of texts) {
    const { logProbs, argmax } = await peer.score(tokens);
    scored.push({ logProbs: logProbs.map((value) => Number(value.toFixed(5))), argmax });
  }
  return scored;
}
