import type { EffectiveGenerateRequest } from "../schemas/generate.ts";
import type { EmbeddingIdentity, EmbeddingInput } from "../services/embedding.ts";
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

/**
 * The digest of one input's vector; a list has no digest of its own, since a vector never depends on its neighbours. A mode counts by its
 * prefix only. Whether an input may be cut counts not at all: it decides whether there is a vector, not which.
 */
export function embeddingDigest(
  { modelDigest, engineDigest, prefixes }: ComputeIdentity & Pick<EmbeddingIdentity, "prefixes">,
  input: EmbeddingInput,
): Promise<string> {
  const what = "text" in input ? { text: prefixes[input.mode] + input.text } : { tokens: input.tokens };
  return sha256Hex(canonicalJson({ v: DIGEST_VERSION, op: "embed", modelDigest, engineDigest, ...what }));
}
