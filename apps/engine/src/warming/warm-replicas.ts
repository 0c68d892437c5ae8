import type { ModelStatus, Result, ServiceError } from "@steadytext/core";
import { logError, logInfo } from "../log.ts";

/** Keeps a model in the memory of every configured replica: starts the loads that are needed, and waits for none. */
export async function warmReplicas(warmEach: () => Promise<readonly Result<ModelStatus, ServiceError>[]>): Promise<void> {
  const outcomes = await warmEach();
  const failures = outcomes.flatMap((outcome) => {
    if (!outcome.ok) return [outcome.error.message];
    return outcome.value.state === "failed" ? [outcome.value.reason] : [];
  });
  const count = (state: ModelStatus["state"]) => outcomes.filter((outcome) => outcome.ok && outcome.value.state === state).length;
  logInfo("replicas_warmed", { replicas: outcomes.length, ready: count("ready"), loading: count("loading") });
  if (failures.length > 0) logError("replicas_not_warm", { replicas: failures.length, reasons: [...new Set(failures)] });
}
