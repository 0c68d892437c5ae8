import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { weightsPath } from "../../../scripts/weights.mjs";
import { installPeer } from "../install-peer.ts";
import type { Peer } from "../peer.ts";
import { decodeStepModel, SMOLLM2_135M } from "./decode-step.ts";
import type { OnnxRuntimeWeb } from "./onnxruntime-web.ts";

const VERSION = "1.30.0";
/** Each is about a third of a second. */
const STEPS = 8;

/** onnxruntime-web on one thread of this process, with SmolLM2-135M's matrices in 4 bits: the shapes are compared, not the answers. */
export async function startOnnxRuntimePeer(modelPath: string): Promise<Peer> {
  if (modelPath !== weightsPath("smollm2-135m-instruct-q4_1.gguf")) throw new Error("its graph has the shapes of SmolLM2-135M alone");
  const modules = installPeer("onnxruntime-web", { "onnxruntime-web": VERSION });
  const { env, InferenceSession, Tensor } = (await import(
    pathToFileURL(join(modules, "onnxruntime-web/dist/ort.node.min.mjs")).href
  )) as OnnxRuntimeWeb;
  env.wasm.numThreads = 1;
  const { file, output } = decodeStepModel(SMOLLM2_135M);
  const session = await InferenceSession.create(file, { executionProviders: ["wasm"] });
  const embedding = new Tensor("float32", new Float32Array(SMOLLM2_135M.embedding).fill(1), [1, SMOLLM2_135M.embedding]);
  return {
    version: { onnxruntimeWeb: VERSION },
    measurements: () => ({
      decode: [
        async () => {
          const start = performance.now();
          for (let i = 0; i < STEPS; i++) {
            const logits = (await session.run({ embedding }))[output]!.data;
            if (!Number.isFinite(logits[0])) throw new Error("onnxruntime-web computed no logits");
          }
          return { "onnxruntime-web decode": (performance.now() - start) / STEPS };
        },
      ],
    }),
    dispose: () => session.release(),
  };
}
