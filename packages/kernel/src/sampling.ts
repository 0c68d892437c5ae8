import { ok, type Result } from "@steadytext/core";
import { kernelFail, type KernelError } from "./kernel-error.ts";

/** Parameters of one draw; the chain is top-k, top-p, min-p, temperature, in this order. */
export interface SampleOptions {
  /** Above 0. Temperature 0 is `argmax`. */
  readonly temperature: number;
  /** Keep the k best tokens; 0 keeps all. */
  readonly topK: number;
  /** Keep the shortest best-first prefix whose probability reaches this; 1 keeps all. */
  readonly topP: number;
  /** Keep tokens at least this fraction as likely as the best; 0 keeps all. */
  readonly minP: number;
  /** Uniform in [0, 1). */
  readonly random: number;
}

/** Checks a draw's parameters against their ranges. */
export function checkSampling(options: SampleOptions): Result<void, KernelError> {
  const { temperature, topK, topP, minP, random } = options;
  if (!(temperature > 0 && temperature < Infinity)) {
    return kernelFail("invalid_sampling", `temperature must be above 0 and finite, not ${temperature}.`);
  }
  if (!Number.isInteger(topK) || topK < 0 || topK > 0x7fff_ffff) {
    return kernelFail("invalid_sampling", `topK must be an integer of 0 or more, not ${topK}.`);
  }
  if (!(topP > 0 && topP <= 1)) return kernelFail("invalid_sampling", `topP must be in (0, 1], not ${topP}.`);
  if (!(minP >= 0 && minP <= 1)) return kernelFail("invalid_sampling", `minP must be in [0, 1], not ${minP}.`);
  if (!(random >= 0 && random < 1)) return kernelFail("invalid_sampling", `random must be in [0, 1), not ${random}.`);
  return ok(undefined);
}
