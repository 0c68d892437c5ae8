import { ok, type GenerationManifest } from "@steadytext/core";
import { checkModelFile } from "@steadytext/llm";
import { EndOfFile } from "./chunk-reader.ts";
import { checkOnnx, invalid, type GraphUse } from "./onnx-check.ts";
import { OnnxError, readOnnxGraph } from "./onnx-structure.ts";
import type { FileClaim } from "./store-file.ts";

type Check = FileClaim["check"];

/** A tokenizer is read whole, beside a model that may fill the isolate. */
const TOKENIZER_BYTES = 8_000_000;

/** Whether a GGUF file could be loaded within these bytes of WebAssembly memory. */
export function generationCheck({ contextLength }: Pick<GenerationManifest, "contextLength">, maxBytes: number): Check {
  return async (stream, sizeBytes) => {
    if (sizeBytes > maxBytes) return tooLarge(sizeBytes, maxBytes);
    return checkModelFile({ stream, sizeBytes, contextLength, maxBytes });
  };
}

/** Whether an ONNX file is whole, has what its manifest names, and could be loaded by its runtime within these bytes of WebAssembly memory. */
export function embeddingCheck(use: GraphUse, maxBytes: number): Check {
  return async (stream, sizeBytes) => {
    if (sizeBytes > maxBytes) return tooLarge(sizeBytes, maxBytes);
    try {
      return checkOnnx({ model: await readOnnxGraph(stream, sizeBytes), use, fileBytes: sizeBytes, maxBytes });
    } catch (cause) {
      if (cause instanceof OnnxError) return invalid("not_onnx", cause.message);
      if (cause instanceof EndOfFile || cause instanceof RangeError)
        return invalid("not_onnx", `The file is not an ONNX model: ${cause.message}`);
      throw cause;
    }
  };
}

/** Whether a file is a tokenizer.json: the embedder builds it only when it loads the model. */
export const tokenizerCheck: Check = async (stream, sizeBytes) => {
  if (sizeBytes > TOKENIZER_BYTES) return tooLarge(sizeBytes, TOKENIZER_BYTES);
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
  try {
    let text = "";
    for await (const chunk of stream) text += decoder.decode(chunk, { stream: true });
    const { model } = JSON.parse(text + decoder.decode()) as { model?: { type?: unknown; vocab?: unknown } };
    if (typeof model?.type === "string" && typeof model.vocab === "object" && model.vocab !== null) return ok(null);
  } catch (cause) {
    if (!(cause instanceof SyntaxError || cause instanceof TypeError)) throw cause;
  }
  return invalid("not_a_tokenizer", "The file is not a tokenizer.json: JSON with a model that has a type and a vocabulary");
};

function tooLarge(sizeBytes: number, most: number) {
  return invalid("too_large", `The file has ${sizeBytes} bytes; ${most} is the most that an isolate has room for`);
}
