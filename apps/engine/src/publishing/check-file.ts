import { fail, ok, type EmbeddingManifest, type GenerationManifest } from "@steadytext/core";
import { checkModelFile } from "@steadytext/llm";
import { EndOfFile } from "./chunk-reader.ts";
import { OnnxError, readOnnxOutline } from "./onnx-structure.ts";
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

/** Whether an ONNX file is whole and has the inputs and the output that its manifest names. */
export function embeddingCheck({ inputs, output }: Pick<EmbeddingManifest, "inputs" | "output">, maxBytes: number): Check {
  return async (stream, sizeBytes) => {
    if (sizeBytes > maxBytes) return tooLarge(sizeBytes, maxBytes);
    try {
      const outline = await readOnnxOutline(stream, sizeBytes);
      const missing = Object.keys(inputs).find((name) => !outline.inputs.includes(name));
      if (missing !== undefined) return invalid("missing_input", `The graph has no input ${missing}; it has ${outline.inputs.join(", ")}`);
      if (outline.outputs.includes(output)) return ok(null);
      return invalid("missing_output", `The graph has no output ${output}; it has ${outline.outputs.join(", ")}`);
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

function invalid(fault: string, message: string) {
  return fail("invalid_model", message, { details: { fault } });
}
