import { fail, ok, type EffectiveGenerateRequest, type Result, type ServiceError } from "@steadytext/core";

/** Refuses a bias of a token that the vocabulary, of `vocab` tokens, does not have. */
export function checkBias({ logitBias }: Pick<EffectiveGenerateRequest, "logitBias">, vocab: number): Result<null, ServiceError> {
  const unknown = logitBias.find(([token]) => token >= vocab);
  if (unknown === undefined) return ok(null);
  return fail("invalid_request", `logit_bias names token ${unknown[0]}; the model's tokens are 0 to ${vocab - 1}`, { param: "logit_bias" });
}
