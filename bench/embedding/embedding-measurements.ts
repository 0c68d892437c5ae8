import type { Measurements } from "../figures/rounds.ts";
import { embeddingTexts } from "./embedding-texts.ts";
import type { EmbeddingWorker } from "./embedding-worker.ts";

/** Texts of one measurement; onnxruntime-web takes several times as long for each. */
const TEXTS = 32;
const SLOW_TEXTS = 8;

/** Both runtimes of the embedder in workerd, one after the other, on the same texts. */
export function embeddingMeasurements(worker: EmbeddingWorker): Measurements {
  const texts = embeddingTexts(TEXTS);
  return {
    embedding: [
      async () => ({ "edge embedding": await worker.msPerText("kernel-encoder", texts) }),
      async () => ({ "onnxruntime-web embedding": await worker.msPerText("onnxruntime-web", texts.slice(0, SLOW_TEXTS)) }),
    ],
  };
}
