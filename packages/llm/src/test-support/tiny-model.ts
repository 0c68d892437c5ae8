import { BYTE_TO_CODE_POINT } from "../tokenizer/byte-symbols.ts";
import { writeGguf, type WrittenFile, type WrittenTensor, type WrittenValue } from "./gguf-writer.ts";

const F32 = 0;
const Q8_0 = 8;
const LAYERS = 2;
const DIM = 64;
const FFN = 128;
const KV = 64;

/** A ChatML template without a default system line. */
export const CHATML =
  "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}" +
  "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

const SPECIALS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"];
const MERGES = ["h e", "l l", "he ll", "hell o", "Ġ w", "o r", "Ġw or", "l d", "Ġwor ld", "Ã ©", "1 2"];

/** Metadata of a two-layer llama with a byte-level vocabulary of 272 tokens; all 256 bytes have one. */
export function tinyMetadata(): Record<string, WrittenValue> {
  const bytes = Array.from(BYTE_TO_CODE_POINT, (codePoint) => String.fromCodePoint(codePoint));
  const tokens = [...SPECIALS, ...bytes, ...MERGES.map((merge) => merge.replace(" ", "")), "<user>", "[pad]"];
  return {
    "general.architecture": { type: "string", value: "llama" },
    "general.name": { type: "string", value: "tiny" },
    "llama.block_count": { type: "u32", value: LAYERS },
    "llama.context_length": { type: "u64", value: 256 },
    "llama.embedding_length": { type: "u32", value: DIM },
    "llama.feed_forward_length": { type: "u32", value: FFN },
    "llama.attention.head_count": { type: "u32", value: 1 },
    "llama.attention.layer_norm_rms_epsilon": { type: "f32", value: 1e-5 },
    "llama.rope.freq_base": { type: "f32", value: 10_000 },
    "tokenizer.ggml.model": { type: "string", value: "gpt2" },
    "tokenizer.ggml.pre": { type: "string", value: "smollm" },
    "tokenizer.ggml.tokens": { type: "strings", value: tokens },
    "tokenizer.ggml.token_type": { type: "i32s", value: tokens.map((text, id) => (id < SPECIALS.length ? 3 : text === "<user>" ? 4 : 1)) },
    "tokenizer.ggml.merges": { type: "strings", value: MERGES },
    "tokenizer.ggml.bos_token_id": { type: "u32", value: 1 },
    "tokenizer.ggml.eos_token_id": { type: "u32", value: 2 },
    "tokenizer.ggml.add_bos_token": { type: "bool", value: false },
    "tokenizer.chat_template": { type: "string", value: CHATML },
  };
}

/** A small random model that a kernel can run: its text is noise, its rules are those of a real one. */
export function tinyModel(metadata: Record<string, WrittenValue> = tinyMetadata()): WrittenFile {
  return writeGguf(metadata, tinyTensors());
}

export function tinyTensors(): WrittenTensor[] {
  const random = lehmer(1);
  const matrix = (name: string, columns: number, rows: number) => ({
    name,
    type: Q8_0,
    dims: [columns, rows],
    bytes: q8Blocks(columns * rows, random),
  });
  const norm = (name: string) => ({ name, type: F32, dims: [DIM], bytes: new Uint8Array(new Float32Array(DIM).fill(1).buffer) });
  const layer = (i: number) => [
    norm(`blk.${i}.attn_norm.weight`),
    matrix(`blk.${i}.attn_q.weight`, DIM, DIM),
    matrix(`blk.${i}.attn_k.weight`, DIM, KV),
    matrix(`blk.${i}.attn_v.weight`, DIM, KV),
    matrix(`blk.${i}.attn_output.weight`, DIM, DIM),
    norm(`blk.${i}.ffn_norm.weight`),
    matrix(`blk.${i}.ffn_gate.weight`, DIM, FFN),
    matrix(`blk.${i}.ffn_up.weight`, DIM, FFN),
    matrix(`blk.${i}.ffn_down.weight`, FFN, DIM),
  ];
  return [
    matrix("token_embd.weight", DIM, vocabSize()),
    ...Array.from({ length: LAYERS }, (_, i) => layer(i)).flat(),
    norm("output_norm.weight"),
  ];
}

function vocabSize(): number {
  return SPECIALS.length + 256 + MERGES.length + 2;
}

/** Blocks of f16 2^-8 and 32 random i8. */
function q8Blocks(elements: number, random: () => number): Uint8Array {
  const bytes = new Uint8Array((elements / 32) * 34);
  for (let at = 0; at < bytes.length; at += 34) {
    bytes[at + 1] = 0x1c;
    for (let i = 0; i < 32; i++) bytes[at + 2 + i] = Math.floor(random() * 255) - 127;
  }
  return bytes;
}

/** Lehmer's generator with Park and Miller's constants. */
export function lehmer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
