import { ok, type EmbeddingIdentity, type EmbedRequest, type Result, type ServiceError } from "@steadytext/core";
import { checkDimensions } from "@steadytext/core/answers";
import type { Admission } from "../auth/admission.ts";
import type { RequestContext } from "../context.ts";
import { cachePolicy } from "../http/cache-control.ts";
import { withEmbeddingModel } from "../services/asked-model.ts";
import { embedInputs, type EmbedAsk, type EmbeddedInputs } from "./embed-inputs.ts";
import { embeddingHeaders } from "./embedding-headers.ts";

/** A request to any of the routes of embeddings, as its handler gets it. */
interface EmbeddingsCall {
  readonly request: Request;
  readonly body: Pick<EmbedRequest, "model" | "truncate" | "cache"> & { readonly dimensions?: number | undefined };
  readonly admission: Admission;
  readonly context: RequestContext;
}

/** What an answer is written from. */
export interface AnsweredEmbeddings extends EmbeddedInputs {
  readonly identity: EmbeddingIdentity;
  /** How many numbers of each vector are wanted. */
  readonly dimension: number;
}

/** Embeds the inputs of a request with the model that it asks for, and answers what `write` makes of the vectors. */
export function answerEmbeddings(
  { request, body, admission, context }: EmbeddingsCall,
  what: Pick<EmbedAsk, "inputs" | "field">,
  write: (embedded: AnsweredEmbeddings) => object,
): Promise<Result<Response, ServiceError>> {
  const { model, truncate, cache, dimensions } = body;
  const policy = cachePolicy(request.headers, cache);
  const ask: EmbedAsk = { ...what, truncate, policy, signal: request.signal, ttlSeconds: cache?.ttl };
  return withEmbeddingModel(model, context, async (identity) => {
    const dimension = checkDimensions(dimensions, identity);
    if (!dimension.ok) return dimension;
    const embedded = await embedInputs(ask, identity, admission, context);
    if (!embedded.ok) return embedded;
    const answer = write({ ...embedded.value, identity, dimension: dimension.value });
    return ok(Response.json(answer, { headers: embeddingHeaders(identity, embedded.value) }));
  });
}
