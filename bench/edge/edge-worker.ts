import { createReadStream, statSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { createTestHarness } from "wrangler";
import type { Prompt } from "../figures/workload.ts";
import type {
  CutText,
  CutWork,
  GenerationTimes,
  GenerationWork,
  StreamTimes,
  StreamWork,
  TogetherTimes,
  TogetherWork,
} from "../worker/src/measurement.ts";

const CONFIG = join(import.meta.dirname, "../worker/wrangler.jsonc");
const ANSWER_TIMEOUT_MS = 60_000;

/** The bench Worker in workerd, with a model loaded twice: as it decodes plainly, and as it speculates. */
export interface EdgeWorker {
  /** A part of a text as a prompt. */
  cut(work: CutWork): Promise<Prompt>;
  generation(work: GenerationWork): Promise<GenerationTimes>;
  together(work: TogetherWork): Promise<TogetherTimes>;
  streaming(work: StreamWork): Promise<StreamTimes>;
  dispose(): Promise<void>;
}

export async function startEdgeWorker(modelPath: string): Promise<EdgeWorker> {
  const server = createTestHarness({ workers: [{ configPath: CONFIG }] });
  await server.listen();
  async function post<Answer>(path: string, init: { body: string | ReadableStream; headers?: Record<string, string> }): Promise<Answer> {
    const response = await server.fetch(path, {
      method: "POST",
      duplex: "half",
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      ...init,
    } as never);
    if (!response.ok) throw new Error(`The bench Worker could not answer ${path}: ${await response.text()}`);
    return (await response.json()) as Answer;
  }
  for (const speculates of [false, true]) {
    await post("/model", {
      body: Readable.toWeb(createReadStream(modelPath, { highWaterMark: 1 << 20 })) as ReadableStream,
      headers: { "x-model-bytes": String(statSync(modelPath).size), "x-speculates": String(speculates) },
    });
  }
  return {
    cut: async (work) => ({ ...(await post<CutText>("/cut", { body: JSON.stringify(work) })), tokens: work.tokens }),
    generation: (work) => post("/generation", { body: JSON.stringify(work) }),
    together: (work) => post("/together", { body: JSON.stringify(work) }),
    streaming: (work) => post("/streaming", { body: JSON.stringify(work) }),
    dispose: () => server.close(),
  };
}
