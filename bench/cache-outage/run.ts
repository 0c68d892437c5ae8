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
const PROMPT = readText("narrative").slice(0, 120);
const AT_MOST = 1.1;

const { key, record } = mintKey("outage", 1_000_000);
const secrets = { KEY_PEPPER: PEPPER, API_KEYS: JSON.stringify([record]) };
const engine = await startEngine(weightsPath("smollm2-135m-instruct-q4_1.gguf"), [
  { configPath: join(ROOT, "apps/gateway/wrangler.jsonc"), secrets },
  { configPath: join(ROOT, "bench/gateway-workers/embedder.jsonc") },
  { configPath: join(ROOT, "bench/gateway-workers/broken-cache.jsonc") },
]);

const headers = { "content-type": "application/json", "x-api-key": key };
const body = JSON.stringify({ prompt: PROMPT, raw: true, max_tokens: MAX_TOKENS });
const texts = new Set<string>();

async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

const direct = () => engine.post("/streams", { prompts: [PROMPT], maxTokens: MAX_TOKENS, prefixScope: "outage" });
const through = async () => void texts.add(await engine.askBeside("steadytext-gateway", "/generate", { headers, body }));

try {
  const taken = { direct: [] as number[], through: [] as number[] };
  for (let pair = 0; pair <= PAIRS; pair++) {
    const [own, whole] = [await millisecondsOf(direct), await millisecondsOf(through)];
    // The first loads the model.
    if (pair === 0) continue;
    taken.direct.push(own);
    taken.through.push(whole);
  }
  const [own, whole] = [spread(taken.direct).median, spread(taken.through).median];
  const isGolden = texts.size === 1;
  console.log(`p50 of ${PAIRS}: the engine ${own.toFixed(1)} ms, with gateway and a failing cache ${whole.toFixed(1)} ms`);
  console.log(`ratio ${(whole / own).toFixed(3)} (at most ${AT_MOST}); the answers are ${isGolden ? "equal" : "NOT equal"}`);
  process.exitCode = isGolden && whole / own <= AT_MOST ? 0 : 1;
} finally {
  await engine.dispose();
}
