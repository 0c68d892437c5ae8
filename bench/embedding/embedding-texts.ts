import { readFileSync } from "node:fs";
import { join } from "node:path";

const FIXTURE = join(import.meta.dirname, "../../apps/embedder/fixtures/references.json");
/** The special tokens around each text. */
const [CLS, SEP] = [101, 102];
export const TOKENS = 32;

/** Token ids of `count` texts of `TOKENS` tokens, cut from long texts of the embedder's fixtures. */
export function embeddingTexts(count: number): readonly (readonly number[])[] {
  const references = JSON.parse(readFileSync(FIXTURE, "utf8")) as readonly { readonly ids: readonly number[] }[];
  const tokens = references.flatMap(({ ids }) => ids.slice(1, -1));
  const width = TOKENS - 2;
  return Array.from({ length: count }, (_, i) => [CLS, ...tokens.slice(i * width, (i + 1) * width), SEP]);
}
