import { readFileSync, writeFileSync } from "node:fs";
import type { LlamaCpp, PeerVersion, Scores } from "./llama-cpp.ts";
import { tokenStrings } from "./token-strings.ts";

const FIXTURES = new URL("../../fixtures/", import.meta.url);
const TOKENS = new URL("llama-cpp/tokens.json", FIXTURES);
const SCORES = new URL("llama-cpp/scores.json", FIXTURES);
const TEXTS = ["narrative", "technical", "code-and-dialogue"] as const;

/** llama.cpp's ids of one text: with special tokens as plain text, and with them parsed. */
export interface TokensReference {
  readonly text: string;
  readonly ids: number[];
  readonly idsWithSpecials: number[];
}

export interface ScoresReference extends Scores {
  /** Name of the file in fixtures/texts/. */
  readonly name: string;
  readonly tokens: number[];
}

export interface References {
  readonly tokens: { readonly peer: PeerVersion; readonly strings: TokensReference[] };
  readonly scores: { readonly peer: PeerVersion; readonly texts: ScoresReference[] };
}

export function readText(name: string): string {
  return readFileSync(new URL(`texts/${name}.txt`, FIXTURES), "utf8");
}

/** The committed references. */
export function readReferences(): References {
  const [tokens, scores] = [TOKENS, SCORES].map((file) => JSON.parse(readFileSync(file, "utf8")) as unknown);
  return { tokens, scores } as References;
}

/** Asks llama.cpp for everything that the committed references hold. */
export async function computeReferences(peer: LlamaCpp): Promise<References> {
  const strings = tokenStrings().map((text) => ({ text, ids: peer.tokenize(text, false), idsWithSpecials: peer.tokenize(text, true) }));
  const texts: ScoresReference[] = [];
  for (const name of TEXTS) {
    const tokens = peer.tokenize(readText(name), false);
    const { logProbs, argmax } = await peer.score(tokens);
    texts.push({ name, tokens, logProbs: logProbs.map((value) => Number(value.toFixed(5))), argmax });
  }
  return { tokens: { peer: peer.version, strings }, scores: { peer: peer.version, texts } };
}

/** Writes the references, a line for each string and each list, in ASCII. */
export function writeReferences({ tokens, scores }: References): void {
  const strings = tokens.strings.map((entry) => asciiJson(entry)).join(",\n");
  writeFileSync(TOKENS, `{"peer":${asciiJson(tokens.peer)},"strings":[\n${strings}\n]}\n`);
  const texts = scores.texts.map(
    (text) =>
      `{${Object.entries(text)
        .map(([key, value]) => `"${key}":${asciiJson(value)}`)
        .join(",\n")}}`,
  );
  writeFileSync(SCORES, `{"peer":${asciiJson(scores.peer)},"texts":[\n${texts.join(",\n")}\n]}\n`);
}

function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
