import { EMBEDDING, layerTensorName, OUTPUT, OUTPUT_NORM, type LayerTensor } from "../architecture.ts";
import type { Hparams } from "../hparams.ts";
import { attention, matVec, rmsNorm, rope, silu } from "./ops.ts";

/** Tensors by name: a matrix as rows, a norm as one row. */
export type ReferenceWeights = ReadonlyMap<string, readonly Float64Array[]>;

function add(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value + (b[i] ?? NaN));
}

/** Logits (tokens, vocab) of one sequence of a llama-architecture model. */
export function referenceForward(h: Hparams, weights: ReferenceWeights, tokens: readonly number[]): Float64Array[] {
  const matrix = (name: string) => weights.get(name) ?? [];
  const norm = (name: string) => matrix(name)[0] ?? new Float64Array(0);
  let stream = tokens.map((token) => matrix(EMBEDDING)[token] ?? new Float64Array(0));
  for (let layer = 0; layer < h.layers; layer++) {
    const w = (tensor: LayerTensor) => matrix(layerTensorName(layer, tensor));
    const normed = stream.map((x) => rmsNorm(x, w("attn_norm")[0] ?? [], h.rmsEpsilon));
    const rotated = (tensor: LayerTensor) => normed.map((x, position) => rope(matVec(w(tensor), x), position, h.ropeBase, h.headDim));
    const attended = attendHeads(
      h,
      rotated("attn_q"),
      rotated("attn_k"),
      normed.map((x) => matVec(w("attn_v"), x)),
    );
    stream = stream.map((x, i) => add(x, matVec(w("attn_output"), attended[i] ?? x)));
    stream = stream.map((x) => {
      const input = rmsNorm(x, w("ffn_norm")[0] ?? [], h.rmsEpsilon);
      const up = matVec(w("ffn_up"), input);
      const hidden = matVec(w("ffn_gate"), input).map((gate, i) => silu(gate) * (up[i] ?? NaN));
      return add(x, matVec(w("ffn_down"), hidden));
    });
  }
  const head = weights.get(OUTPUT) ?? matrix(EMBEDDING);
  return stream.map((x) => matVec(head, rmsNorm(x, norm(OUTPUT_NORM), h.rmsEpsilon)));
}

/** Causal attention of all heads, (tokens, dim). */
function attendHeads(h: Hparams, q: Float64Array[], k: Float64Array[], v: Float64Array[]): Float64Array[] {
  const group = h.heads / h.kvHeads;
  const head = (x: Float64Array, i: number) => x.subarray(i * h.headDim, (i + 1) * h.headDim);
  return q.map((query, position) => {
    const past = (x: Float64Array[], i: number) => x.slice(0, position + 1).map((row) => head(row, i));
    const heads = Array.from({ length: h.heads }, (_, i) => {
      const kvHead = Math.floor(i / group);
      return Array.from(attention(head(query, i), past(k, kvHead), past(v, kvHead)));
    });
    return Float64Array.from(heads.flat());
  });
}
