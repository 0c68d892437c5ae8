import { ok, type EffectiveGenerateRequest, type Result, type ServiceError } from "@steadytext/core";
import type { Kernel } from "@steadytext/kernel";
import { computeFault } from "../scheduler/kernel-fault.ts";
import { uniformAt } from "./uniform.ts";

export type SamplingFields = Pick<EffectiveGenerateRequest, "temperature" | "seed" | "topK" | "topP" | "minP">;

/** The token for `position`, from logits row `row` of the last step: the best one at temperature 0, else a seeded draw. */
export function chooseToken(kernel: Kernel, row: number, sampling: SamplingFields, position: number): Result<number, ServiceError> {
  const { temperature, seed, topK, topP, minP } = sampling;
  if (temperature === 0) return ok(kernel.argmax(row));
  const drawn = kernel.sample(row, { temperature, topK, topP, minP, random: uniformAt(seed, position) });
  return drawn.ok ? drawn : computeFault(drawn.error);
}
