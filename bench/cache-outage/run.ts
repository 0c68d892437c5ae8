// Generations through a gateway whose cache fails for every request, beside the engine's own, taken in turns. `node bench/cache-outage/run.ts`.
import { join } from "node:path";
import { weightsPath } from "../../scripts/weights.mjs";
import { startEngine } from "../engine/start-engine.ts";
import { spread } from "../figures/statistics.ts";
import { mintKey, PEPPER } from "../gateway/start-gateway.ts";
import { readText } from "../peers/llama-cpp/references.ts";

const ROOT = join(import.meta.dirname, "../..");
const PAIRS = 25;
const MAX_TOKENS = 64;
/** Each is asked once: the engine shares a generation among equal requests that come close to one another. */
const promptOf = (name: string) => `${name} ${readText("narrative").split(" ").slice(0, 50).join(" ")}`;
const AT_MOST = 1.1;

const { key, record } = mintKey("outage", 1_000_000);
const secrets = { KEY_PEPPER: PEPPER, API_KEYS: JSON.stringify([record]) };
const engine = await startEngine(weightsPath("smollm2-135m-instruct-q4_1.gguf"), [
  { configPath: join(ROOT, "apps/gateway/wrangler.jsonc"), secrets },
  { configPath: join(ROOT, "bench/gateway-workers/embedder.jsonc") },
  { configPath: join(ROOT, "bench/gateway-workers/broken-cache.jsonc") },
]);

const headers = { "content-type": "application/json", "x-api-key": key };
const answers: string[] = [];

async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

const direct = (name: string) => engine.post("/streams", { prompts: [promptOf(name)], maxTokens: MAX_TOKENS, prefixScope: "outage" });
async function through(name: string): Promise<void> {
  const body = JSON.stringify({ prompt: promptOf(name), raw: true, max_tokens: MAX_TOKENS });
  answers.push(textOf(await engine.askBeside("steadytext-gateway", "/generate", { headers, body })));
}

/** The text of an answer that has all its tokens. */
function textOf(answer: string): string {
  const { text, usage } = JSON.parse(answer) as { text: string; usage: { completion_tokens: number } };
  if (usage.completion_tokens !== MAX_TOKENS) throw new Error(`The answer was to have ${MAX_TOKENS} tokens: ${answer}`);
  return text;
}

try {
  const taken = { direct: [] as number[], through: [] as number[] };
  for (let pair = 0; pair <= PAIRS; pair++) {
    const [own, whole] = [await millisecondsOf(() => direct(`d${pair}`)), await millisecondsOf(() => through(`t${pair}`))];
    // The first loads the model.
    if (pair === 0) continue;
    taken.direct.push(own);
    taken.through.push(whole);
  }
  const [own, whole] = [spread(taken.direct).median, spread(taken.through).median];
  await through("t0");
  const isGolden = answers.at(-1) === answers[0];
  console.log(`p50 of ${PAIRS}: the engine ${own.toFixed(1)} ms, with gateway and a failing cache ${whole.toFixed(1)} ms`);
  console.log(`ratio ${(whole / own).toFixed(3)} (at most ${AT_MOST}); the answers are ${isGolden ? "equal" : "NOT equal"}`);
  process.exitCode = isGolden && whole / own <= AT_MOST ? 0 : 1;
} finally {
  await engine.dispose();
}
