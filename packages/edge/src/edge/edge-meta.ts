import type { ModelIdentity } from "@steadytext/core";
import { answerMeta, type AnswerMeta } from "../client/answer-meta.ts";

/** What the service's headers would say of an answer. */
export function edgeMeta({ name, modelDigest }: ModelIdentity, digest: string | null, cache: NonNullable<AnswerMeta["cache"]>): AnswerMeta {
  const headers = new Headers({ "x-steadytext-cache": cache, "x-steadytext-model": `${name}@sha256:${modelDigest}` });
  if (digest !== null) headers.set("x-steadytext-digest", digest);
  return answerMeta({ headers });
}
