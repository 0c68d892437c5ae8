import { join } from "node:path";
import { createRequire } from "node:module";
import { weightsPath } from "../../../scripts/weights.mjs";
import { embeddingTexts } from "../../embedding/embedding-texts.ts";
import { installPeer } from "../install-peer.ts";
import type { Peer } from "../peer.ts";
import type { OnnxRuntimeNode } from "./onnxruntime-node.ts";

const VERSION = "1.30.0";
const TEXTS = 32;

/** Native onnxruntime on one thread of this process, with the embedding model as its authors publish it. */
export async function startOnnxRuntimeNodePeer(): Promise<Peer> {
  const modules = installPeer("onnxruntime-node", { "onnxruntime-node": VERSION });
  const { InferenceSession, Tensor } = createRequire(join(modules, "x.js"))("onnxruntime-node") as OnnxRuntimeNode;
  const session = await InferenceSession.create(weightsPath("minilm-l6-v2-int8.onnx"), { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const texts = embeddingTexts(TEXTS);
  const int64 = (numbers: readonly number[]) => new Tensor("int64", BigInt64Array.from(numbers, BigInt), [1, numbers.length]);
  async function embed(ids: readonly number[]): Promise<void> {
    const feeds = { input_ids: int64(ids), attention_mask: int64(ids.map(() => 1)), token_type_ids: int64(ids.map(() => 0)) };
    const { last_hidden_state: hidden } = await session.run(feeds);
    if (!Number.isFinite(hidden?.data[0])) throw new Error("onnxruntime computed no vectors");
  }
  return {
    version: { onnxruntimeNode: VERSION },
    measurements: () => ({
      embedding: [
        async () => {
          const startedAt = performance.now();
          for (const ids of texts) await embed(ids);
          return { "native onnxruntime embedding": (performance.now() - startedAt) / texts.length };
        },
      ],
    }),
    dispose: () => session.release(),
  };
}
