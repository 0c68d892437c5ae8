import type { Hparams } from "@steadytext/kernel";
import { GgufError } from "../gguf/gguf-error.ts";
import type { Metadata } from "../gguf/metadata.ts";

/** What the file says of itself and of its architecture. */
export interface ModelCard {
  readonly name: string;
  readonly hparams: Hparams;
  /** Positions the model was trained for. */
  readonly trainedContext: number;
}

/** Reads and checks the architecture's keys; `vocab` is the number of tokens in the file's tokenizer. */
export function readModelCard(metadata: Metadata, vocab: number): ModelCard {
  const architecture = metadata.string("general.architecture");
  if (architecture !== "llama") {
    throw new GgufError("unsupported_architecture", `The model's architecture is ${architecture}; only llama is supported`);
  }
  refuseUnsupported(metadata);
  const dim = metadata.integer("llama.embedding_length", 32, 65_536);
  const heads = metadata.integer("llama.attention.head_count", 1, 1024);
  const kvHeads = metadata.has("llama.attention.head_count_kv") ? metadata.integer("llama.attention.head_count_kv", 1, heads) : heads;
  const headDim = readHeadDim(metadata, dim, heads);
  if (metadata.has("llama.vocab_size")) metadata.integer("llama.vocab_size", vocab, vocab);
  return {
    name: metadata.has("general.name") ? metadata.string("general.name") : "unnamed",
    trainedContext: metadata.integer("llama.context_length", 64, 2 ** 24),
    hparams: {
      layers: metadata.integer("llama.block_count", 1, 512),
      dim,
      ffn: metadata.integer("llama.feed_forward_length", 32, 2 ** 20),
      heads,
      kvHeads,
      headDim,
      vocab,
      rmsEpsilon: metadata.float("llama.attention.layer_norm_rms_epsilon", Number.MIN_VALUE, 1),
      ropeBase: metadata.has("llama.rope.freq_base") ? metadata.float("llama.rope.freq_base", 1, 1e9) : 10_000,
    },
  };
}

function readHeadDim(metadata: Metadata, dim: number, heads: number): number {
  const headDim = metadata.has("llama.attention.key_length") ? metadata.integer("llama.attention.key_length", 1, 1024) : dim / heads;
  if (!Number.isInteger(headDim)) {
    throw new GgufError("value_out_of_range", `llama.embedding_length of ${dim} is no multiple of llama.attention.head_count of ${heads}`);
  }
  if (metadata.has("llama.rope.dimension_count")) metadata.integer("llama.rope.dimension_count", headDim, headDim);
  if (metadata.has("llama.attention.value_length")) metadata.integer("llama.attention.value_length", headDim, headDim);
  return headDim;
}

/** Keys that change the computation in ways the kernel does not follow: ignoring one would give wrong text without a word. */
function refuseUnsupported(metadata: Metadata): void {
  if (metadata.has("llama.rope.scaling.type") && metadata.string("llama.rope.scaling.type") !== "none") {
    throw new GgufError("unsupported_architecture", "The model needs RoPE scaling, which is not supported");
  }
  if (metadata.has("llama.expert_count")) metadata.integer("llama.expert_count", 0, 0);
}
