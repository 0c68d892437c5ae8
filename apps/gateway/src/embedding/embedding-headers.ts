import type { EmbeddingIdentity } from "@steadytext/core";
import { modelHeader } from "../services/model-header.ts";
import type { EmbeddedInputs } from "./embed-inputs.ts";

/** Headers of an answer made of vectors; a list has no digest of its own. */
export function embeddingHeaders(identity: EmbeddingIdentity, { status, digests }: EmbeddedInputs): Headers {
  const headers = new Headers({ "x-steadytext-cache": status, "x-steadytext-model": modelHeader(identity) });
  const [digest] = digests;
  if (digests.length === 1 && digest !== undefined) headers.set("x-steadytext-digest", digest);
  return headers;
}
