import {
  DEADLINES,
  err,
  ok,
  type Embedding,
  type EmbeddingIdentity,
  type EmbeddingInput,
  type Result,
  type ServiceError,
} from "@steadytext/core";
import type { RequestContext } from "../context.ts";
import { callerLine } from "../services/caller-line.ts";
import { callService } from "../services/call-service.ts";
import type { EmbedAsk } from "./embed-inputs.ts";

/** The embedder keeps its own deadline, and may first have to load its model; this one is for an embedder that does not. */
const DEADLINE_MS = DEADLINES.embedMs + DEADLINES.modelLoadMs;

/** An input with its digest and its place in the request. */
export interface DigestedInput {
  readonly digest: string;
  readonly input: EmbeddingInput;
  readonly index: number;
}

/** Vectors with their inputs' digests. */
export type Computed = readonly (readonly [digest: string, embedding: Embedding])[];

/** Has vectors computed, all in one call. */
export async function computeEmbeddings(
  missing: readonly DigestedInput[],
  { truncate, field, signal }: EmbedAsk,
  { name: model, modelDigest, engineDigest, dimension }: EmbeddingIdentity,
  { embedder, requestId, timing }: RequestContext,
): Promise<Result<Computed, ServiceError>> {
  if (missing.length === 0) return ok([]);
  const inputs = missing.map(({ input }) => input);
  const job = { model, modelDigest, engineDigest, inputs, truncate, timeoutMs: DEADLINES.embedMs };
  const call = { service: "embedder", requestId, deadlineMs: DEADLINE_MS } as const;
  const line = callerLine(signal);
  const result = await timing.measure("embedder", () => callService(call, () => embedder.embed(job, line.stream)));
  line.end();
  if (!result.ok) return err(withField(result.error, missing, field));
  if (result.value.length !== missing.length || result.value.some(({ vector }) => vector.byteLength !== 4 * dimension)) {
    throw new Error("the embedder answered with other vectors than were asked for");
  }
  return ok(missing.map(({ digest }, i) => [digest, result.value[i] as Embedding] as const));
}

/** An error that is about one input of the job, as one about a field of the request. */
function withField(error: ServiceError, missing: readonly DigestedInput[], field: EmbedAsk["field"]): ServiceError {
  const { index: place, ...details } = error.details ?? {};
  const index = missing[Number(place)]?.index;
  return index === undefined ? error : { ...error, param: field(index), details };
}
