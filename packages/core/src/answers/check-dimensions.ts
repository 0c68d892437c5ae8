import { fail, type ServiceError } from "../errors.ts";
import { ok, type Result } from "../result.ts";
import type { EmbeddingIdentity } from "../services/embedding.ts";

/** How many numbers of each vector are answered: those asked for, or all. */
export function checkDimensions(asked: number | undefined, { dimension }: EmbeddingIdentity): Result<number, ServiceError> {
  if (asked === undefined || asked <= dimension) return ok(asked ?? dimension);
  return fail("invalid_request", `dimensions must be at most ${dimension}, the model's own`, { param: "dimensions" });
}
