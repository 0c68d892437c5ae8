import { allFinite } from "../repack";
import { attend } from "./attention";
import { embedTokens } from "./embeddings";
import { gelu } from "./gelu";
import { Layer, encoder, layer } from "./layout";
import { layerNorm } from "./layer-norm";
import { chunkRows, linear, setInput } from "./matrix-product";
import { poolFirst, poolMean } from "./pooling";

/** x (count) += y (count), a multiple of 4. */
function addRows(x: usize, y: usize, count: u32): void {
  for (let i: usize = 0; i < <usize>count * 4; i += 16) v128.store(x + i, f32x4.add(v128.load(x + i), v128.load(y + i)));
}

function projectHeads(at: usize, tokens: u32): void {
  const e = encoder();
  const hidden = e.hidden;
  for (let first: u32 = 0, rows: u32 = 0; first < tokens; first += rows) {
    rows = chunkRows(first, tokens);
    const offset = <usize>first * hidden * 4;
    setInput(e.stream + offset, rows, hidden);
    linear(at + offsetof<Layer>("queryWeights"), hidden, hidden, rows, e.queries + offset);
    linear(at + offsetof<Layer>("keyWeights"), hidden, hidden, rows, e.keys + offset);
    linear(at + offsetof<Layer>("valueWeights"), hidden, hidden, rows, e.values + offset);
  }
}

function finishLayer(at: usize, tokens: u32): void {
  const e = encoder();
  const l = changetype<Layer>(at);
  const hidden = e.hidden, ffn = e.ffn;
  for (let first: u32 = 0, rows: u32 = 0; first < tokens; first += rows) {
    rows = chunkRows(first, tokens);
    const stream = e.stream + <usize>first * hidden * 4;
    setInput(e.queries + <usize>first * hidden * 4, rows, hidden);
    linear(at + offsetof<Layer>("outputWeights"), hidden, hidden, rows, e.wide);
    addRows(stream, e.wide, rows * hidden);
    layerNorm(stream, rows, hidden, e.epsilon, l.attentionNorm, l.attentionNormBias);
    setInput(stream, rows, hidden);
    linear(at + offsetof<Layer>("upWeights"), hidden, ffn, rows, e.wide);
    gelu(e.wide, rows * ffn);
    setInput(e.wide, rows, ffn);
    linear(at + offsetof<Layer>("downWeights"), ffn, hidden, rows, e.wide);
    addRows(stream, e.wide, rows * hidden);
    layerNorm(stream, rows, hidden, e.epsilon, l.outputNorm, l.outputNormBias);
  }
}

/** Turns the `tokens` ids that the host has written into the vector; returns whether all of it is finite. */
export function encode(tokens: u32): bool {
  const e = encoder();
  embedTokens(tokens);
  for (let i: u32 = 0; i < e.layers; i++) {
    const at = layer(i);
    projectHeads(at, tokens);
    attend(tokens);
    finishLayer(at, tokens);
  }
  if (e.pooling == 0) poolMean(e.stream, tokens, e.hidden, e.wide, e.vector);
  else poolFirst(e.stream, e.hidden, e.wide, e.vector);
  return allFinite(e.vector, e.hidden);
}
