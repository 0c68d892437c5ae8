import { ok, type EffectiveGenerateRequest, type Result, type ServiceError } from "@steadytext/core";
import type { Kernel } from "@steadytext/kernel";
import { uniformAt } from "../sampling/uniform.ts";
import { computeFault } from "./kernel-fault.ts";

export type SamplingFields = Pick<EffectiveGenerateRequest, "temperature" | "seed" | "topK" | "topP" | "minP">;

/** The token for `position`, from the logits of the last step's first wanted row: the best one at temperature 0, else a seeded draw. */
export function chooseToken(kernel: Kernel, sampling: SamplingFields, position: number): Result<number, ServiceError> {
  const { temperature, seed, topK, topP, minP } = sampling;
  if (temperature === 0) return ok(kernel.argmax(0));
  const drawn = kernel.sample(0, { temperature, topK, topP, minP, random: uniformAt(seed, position) });
  return drawn.ok ? drawn : computeFault(drawn.error);
}
