import type { Pooling } from "../encoder-record.ts";
import { attention, gelu, layerNorm, linear } from "./ops.ts";

/** Rows of inputs, and a bias. */
export interface ReferenceLinear {
  readonly weights: readonly Float64Array[];
  readonly bias: ArrayLike<number>;
}

export interface ReferenceNorm {
  readonly weight: ArrayLike<number>;
  readonly bias: ArrayLike<number>;
}

interface ReferenceLayer {
  readonly query: ReferenceLinear;
  readonly key: ReferenceLinear;
  readonly value: ReferenceLinear;
  readonly output: ReferenceLinear;
  readonly attentionNorm: ReferenceNorm;
  readonly up: ReferenceLinear;
  readonly down: ReferenceLinear;
  readonly outputNorm: ReferenceNorm;
}

/** An encoder with its weights in double precision. */
export interface ReferenceEncoder {
  readonly heads: number;
  readonly epsilon: number;
  readonly words: readonly Float64Array[];
  readonly positions: readonly Float64Array[];
  readonly type: Float64Array;
  readonly norm: ReferenceNorm;
  readonly layers: readonly ReferenceLayer[];
}

function add(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value + (b[i] ?? NaN));
}

/** Attention of all heads, (tokens, hidden). */
function attendHeads(heads: number, queries: Float64Array[], keys: Float64Array[], values: Float64Array[]): Float64Array[] {
  const width = (queries[0]?.length ?? 0) / heads;
  const head = (rows: Float64Array[], i: number) => rows.map((row) => row.subarray(i * width, (i + 1) * width));
  const attended = Array.from({ length: heads }, (_, i) => attention(head(queries, i), head(keys, i), head(values, i)));
  return queries.map((_, t) => Float64Array.from(attended.flatMap((rows) => Array.from(rows[t] ?? []))));
}

/** (hidden) the pooled vector of token ids at length 1. */
export function referenceEmbed(encoder: ReferenceEncoder, tokens: readonly number[], pooling: Pooling): Float64Array {
  const { epsilon, heads } = encoder;
  const norm = (x: Float64Array, { weight, bias }: ReferenceNorm) => layerNorm(x, weight, bias, epsilon);
  const apply =
    ({ weights, bias }: ReferenceLinear) =>
    (x: Float64Array) =>
      linear(x, weights, bias);
  const none = new Float64Array(0);
  let stream = tokens.map((token, t) => {
    const sum = add(add(encoder.words[token] ?? none, encoder.type), encoder.positions[t] ?? none);
    return norm(sum, encoder.norm);
  });
  for (const layer of encoder.layers) {
    const attended = attendHeads(heads, stream.map(apply(layer.query)), stream.map(apply(layer.key)), stream.map(apply(layer.value)));
    const output = attended.map(apply(layer.output));
    stream = stream.map((x, t) => norm(add(x, output[t] ?? none), layer.attentionNorm));
    stream = stream.map((x) => norm(add(x, apply(layer.down)(apply(layer.up)(x).map(gelu))), layer.outputNorm));
  }
  const pooled = (stream[0] ?? none).map((first, d) => {
    return pooling === "cls" ? first : stream.reduce((sum, row) => sum + (row[d] ?? NaN), 0) / stream.length;
  });
  const length = Math.hypot(...pooled);
  return pooled.map((value) => value / length);
}
