import type { Service } from "../../e2e/harness/service.ts";
import type { Measurement } from "../figures/rounds.ts";
import { readText } from "../peers/llama-cpp/references.ts";

const PROMPT_BYTES = 30_000;
const STOP_BYTES = 1000;
const STOPS = 4;
const TOKENS = 32;

/** Requests that are within the limits and unusual, beside usual ones of the same size. The long prompts pass the context and are refused. */
export function awkwardMeasurements(service: Service): Measurement[] {
  const prose = ["code-and-dialogue", "narrative", "technical"]
    .map(readText)
    .join("\n")
    .replaceAll(/\P{ASCII}/gu, "");
  const letters = prose.replaceAll(/[^a-z]/g, "");
  const refused = (text: string) => answerMs(service, { prompt: filled(text, PROMPT_BYTES) }, "context_length_exceeded");
  const decoded = (stop: readonly string[]) => answerMs(service, { prompt: filled(prose, 100), max_tokens: TOKENS, stop });
  return [
    async () => ({ "prompt of words": await refused(prose), "prompt of one word": await refused(letters) }),
    async () => ({
      "generation without stops": await decoded([]),
      "generation with long stops": await decoded(Array.from({ length: STOPS }, (_, i) => filled(prose, STOP_BYTES - 1) + i)),
    }),
  ];
}

/** Milliseconds to a whole answer that was not cached. */
async function answerMs(service: Service, fields: object, refusal?: string): Promise<number> {
  const startedAt = performance.now();
  const response = await service.post("/generate", { ...fields, cache: { no_cache: true, no_store: true } });
  const body = await response.text();
  const { code } = JSON.parse(body) as { code?: string };
  if (code !== refusal) throw new Error(`The service was to answer ${refusal ?? "a text"} and did ${body}`);
  return performance.now() - startedAt;
}

/** So many bytes of a text, from its start again where it ends. */
function filled(text: string, bytes: number): string {
  return text.repeat(Math.ceil(bytes / text.length)).slice(0, bytes);
}
