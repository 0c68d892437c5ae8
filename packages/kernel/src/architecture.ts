import type { Hparams } from "./hparams.ts";

/** A tensor the architecture calls for; `rows` is 1 for a norm. */
export interface ExpectedTensor {
  readonly name: string;
  readonly kind: "norm" | "matrix";
  readonly rows: number;
  readonly columns: number;
}

export const EMBEDDING = "token_embd.weight";
export const OUTPUT_NORM = "output_norm.weight";
export const OUTPUT = "output.weight";

/** Tensors of one layer in execution order, by their names in the file. */
export const LAYER_TENSORS = [
  "attn_norm",
  "attn_q",
  "attn_k",
  "attn_v",
  "attn_output",
  "ffn_norm",
  "ffn_gate",
  "ffn_up",
  "ffn_down",
] as const;
export type LayerTensor = (typeof LAYER_TENSORS)[number];

export function layerTensorName(layer: number, tensor: LayerTensor): string {
  return `blk.${layer}.${tensor}.weight`;
}

function layerShape(h: Hparams, tensor: LayerTensor): Omit<ExpectedTensor, "name"> {
  const kvDim = h.kvHeads * h.headDim;
  switch (tensor) {
    case "attn_norm":
    case "ffn_norm":
      return { kind: "norm", rows: 1, columns: h.dim };
    case "attn_q":
    case "attn_output":
      return { kind: "matrix", rows: h.dim, columns: h.dim };
    case "attn_k":
    case "attn_v":
      return { kind: "matrix", rows: kvDim, columns: h.dim };
    case "ffn_gate":
    case "ffn_up":
      return { kind: "matrix", rows: h.ffn, columns: h.dim };
    case "ffn_down":
      return { kind: "matrix", rows: h.dim, columns: h.ffn };
  }
}

/**
 * Every tensor of a llama-architecture model in the order a step reads them. A tied model has no output matrix and
 * uses the embedding as its head; an untied one has the embedding last, since a step reads only single rows of it.
 */
export function expectedTensors(h: Hparams, tied: boolean): ExpectedTensor[] {
  const layers = Array.from({ length: h.layers }, (_, layer) =>
    LAYER_TENSORS.map((tensor) => ({ name: layerTensorName(layer, tensor), ...layerShape(h, tensor) })),
  );
  const table = { kind: "matrix", rows: h.vocab, columns: h.dim } as const;
  const tail: ExpectedTensor[] = [{ name: OUTPUT_NORM, kind: "norm", rows: 1, columns: h.dim }];
  if (!tied) tail.push({ name: OUTPUT, ...table });
  tail.push({ name: EMBEDDING, ...table });
  return [...layers.flat(), ...tail];
}
