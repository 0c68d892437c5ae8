import { readFileSync } from "node:fs";
import { weightsPath } from "../../../../scripts/weights.mjs";
import type { Encoder, Pooling } from "../../src/encoder/index.ts";
import { openFile, usable } from "./open-file.ts";

/** all-MiniLM-L6-v2 with int8 weights, as its authors publish it. */
export function openMiniLm(pooling: Pooling): Encoder {
  const file = new Uint8Array(readFileSync(weightsPath("minilm-l6-v2-int8.onnx")));
  return usable(openFile(file, { dimension: 384, maxTokens: 512, output: "last_hidden_state", pooling }));
}
