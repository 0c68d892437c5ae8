import type { Service } from "../../e2e/harness/service.ts";
import type { Measurement } from "../figures/rounds.ts";

const LIST = 32;
const NEW = 2;
/** Passages, 100 tokens each. */
const WORDS = 97;

/** A list of texts through the four Workers, once all new and once nearly all known. */
export async function listMeasurement(service: Service): Promise<Measurement> {
  await embedMs(service, newTexts(1));
  return () => listMs(service);
}

/** A list of new texts, and the list again with all but `NEW` of them in the cache. */
async function listMs(service: Service) {
  const texts = newTexts(LIST);
  const allNew = await embedMs(service, texts);
  while ((await embed(service, texts)).cache !== "HIT");
  return { "list of new texts": allNew, "list of known texts": await embedMs(service, [...texts.slice(NEW), ...newTexts(NEW)]) };
}

async function embedMs(service: Service, texts: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  const { cache } = await embed(service, texts);
  if (cache !== "MISS") throw new Error(`The texts were to be new, and the cache said ${cache}`);
  return performance.now() - startedAt;
}

async function embed(service: Service, texts: readonly string[]): Promise<{ cache: string | null }> {
  const response = await service.post("/v1/embeddings", { input: texts, encoding_format: "base64" });
  const body = await response.text();
  if (!response.ok) throw new Error(`The service could not embed: ${body}`);
  return { cache: response.headers.get("x-steadytext-cache") };
}

let made = 0;

/** Texts that no one had before. */
function newTexts(count: number): readonly string[] {
  return Array.from({ length: count }, () => `${made++} ${"river ".repeat(WORDS)}`);
}
