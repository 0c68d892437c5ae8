import { readFileSync, writeFileSync } from "node:fs";
import type { PeerVersion, Scores } from "./llama-cpp.ts";

const FIXTURES = new URL("../../fixtures/", import.meta.url);
const TOKENS = new URL("llama-cpp/tokens.json", FIXTURES);
const SCORES = new URL("llama-cpp/scores.json", FIXTURES);

/** Names of the scored texts in fixtures/texts/. */
export const TEXTS = ["narrative", "technical", "code-and-dialogue"] as const;

/** llama.cpp's ids of one text: with special tokens as plain text, and with them parsed. */
export interface TokensReference {
  readonly text: string;
  readonly ids: number[];
  readonly idsWithSpecials: number[];
}

export interface ScoresReference {
  readonly name: string;
  readonly tokens: number[];
  /** As llama.cpp runs the file: its dots round activations to 8 bits. */
  readonly quantized: Scores;
  /** The same weights in F32, with nothing rounded but float32: what the model itself says. */
  readonly fullPrecision: Scores;
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

/** Writes the references, a line for each string and each text's scores, in ASCII. */
export function writeReferences({ tokens, scores }: References): void {
  const strings = tokens.strings.map((entry) => asciiJson(entry)).join(",\n");
  writeFileSync(TOKENS, `{"peer":${asciiJson(tokens.peer)},"strings":[\n${strings}\n]}\n`);
  const texts = scores.texts.map((text) => {
    const members = Object.entries(text).map(([key, value]) => `"${key}":${asciiJson(value)}`);
    return `{${members.join(",\n")}}`;
  });
  writeFileSync(SCORES, `{"peer":${asciiJson(scores.peer)},"texts":[\n${texts.join(",\n")}\n]}\n`);
}

function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
