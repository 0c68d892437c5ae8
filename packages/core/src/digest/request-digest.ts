import type { EffectiveGenerateRequest } from "../schemas/generate.ts";
import type { EmbeddingInput } from "../services/embedding.ts";
import { canonicalJson, type JsonValue } from "./canonical-json.ts";
import { sha256Hex } from "./sha256.ts";

/** The two digests that, with the effective request, decide every byte of an answer. */
export interface ComputeIdentity {
  /** SHA-256 of the weights file. */
  readonly modelDigest: string;
  /** SHA-256 over the code and the rules that can change an output. */
  readonly engineDigest: string;
}

/** Raised when the digested form itself changes, so that old keys can never meet new ones. */
const DIGEST_VERSION = 1;

/** The digest of one generation: equal exactly when everything that can change its bytes is equal. */
export function generationDigest(identity: ComputeIdentity, request: EffectiveGenerateRequest): Promise<string> {
  const { modelDigest, engineDigest } = identity;
  return sha256Hex(
    canonicalJson({ v: DIGEST_VERSION, op: "generate", modelDigest, engineDigest, ...(request as unknown as Record<string, JsonValue>) }),
  );
}

/** What decides a vector. */
export type EffectiveEmbedInput = EmbeddingInput & {
  readonly truncate: boolean;
};

/** The digest of one input's vector; a list has no digest of its own, since a vector never depends on its neighbours. */
export function embeddingDigest(identity: ComputeIdentity, input: EffectiveEmbedInput): Promise<string> {
  const { modelDigest, engineDigest } = identity;
  const what = "text" in input ? { text: input.text, mode: input.mode } : { tokens: input.tokens };
  return sha256Hex(canonicalJson({ v: DIGEST_VERSION, op: "embed", modelDigest, engineDigest, ...what, truncate: input.truncate }));
}
