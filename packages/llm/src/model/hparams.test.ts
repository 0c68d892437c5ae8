import { describe, expect, it } from "vitest";
import { HeaderParser } from "../gguf/header-parser.ts";
import { faultOf } from "../test-support/fault-of.ts";
import type { WrittenValue } from "../test-support/gguf-writer.ts";
import { tinyMetadata, tinyModel } from "../test-support/tiny-model.ts";
import { readModelCard } from "./hparams.ts";

const VOCAB = 272;

function card(change: Record<string, WrittenValue | undefined> = {}) {
  const metadata = Object.fromEntries(Object.entries({ ...tinyMetadata(), ...change }).filter(([, value]) => value !== undefined));
  const { bytes } = tinyModel(metadata as Record<string, WrittenValue>);
  return readModelCard(new HeaderParser(bytes.length).push(bytes)!.header.metadata, VOCAB);
}

const u32 = (value: number): WrittenValue => ({ type: "u32", value });

describe("the model's hyper-parameters", () => {
  it("are read from the file, with the format's defaults for what it leaves out", () => {
    expect(card({ "llama.rope.freq_base": undefined })).toMatchObject({
      name: "tiny",
      trainedContext: 256,
      hparams: { layers: 2, dim: 64, ffn: 128, heads: 1, kvHeads: 1, headDim: 64, vocab: VOCAB, ropeBase: 10_000 },
    });
  });

  it.each<[string, string, Record<string, WrittenValue | undefined>]>([
    ["another architecture", "unsupported_architecture", { "general.architecture": { type: "string", value: "gemma" } }],
    ["no architecture", "missing_key", { "general.architecture": undefined }],
    ["no layer count", "missing_key", { "llama.block_count": undefined }],
    ["a layer count of another type", "wrong_key_type", { "llama.block_count": { type: "string", value: "2" } }],
    ["a fractional layer count", "wrong_key_type", { "llama.block_count": { type: "f32", value: 2.5 } }],
    ["no layers", "value_out_of_range", { "llama.block_count": u32(0) }],
    ["an absurd layer count", "value_out_of_range", { "llama.block_count": u32(100_000) }],
    ["more KV heads than heads", "value_out_of_range", { "llama.attention.head_count_kv": u32(2) }],
    ["heads that do not divide the width", "value_out_of_range", { "llama.attention.head_count": u32(3) }],
    ["an epsilon of NaN", "value_out_of_range", { "llama.attention.layer_norm_rms_epsilon": { type: "f32", value: Number.NaN } }],
    ["partial RoPE", "value_out_of_range", { "llama.rope.dimension_count": u32(32) }],
    ["RoPE scaling", "unsupported_architecture", { "llama.rope.scaling.type": { type: "string", value: "linear" } }],
    ["experts", "value_out_of_range", { "llama.expert_count": u32(8) }],
    ["another vocabulary size", "value_out_of_range", { "llama.vocab_size": u32(271) }],
  ])("are refused by name for %s", (_, fault, change) => {
    expect(faultOf(() => card(change))).toBe(fault);
  });
});
