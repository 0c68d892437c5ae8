import type { GenerationManifest, ModelStatus } from "@steadytext/core";
import { identityOf } from "./active-model.ts";
import { hostedStatus } from "./model-host.ts";

/** How the isolate stands to the model that should answer: another model in memory counts as unloaded. */
export function modelStatus(manifest: GenerationManifest): ModelStatus {
  const identity = identityOf(manifest);
  const status = hostedStatus(manifest);
  if (status.state === "failed") return { state: "failed", reason: status.error.message, fault: status.fault };
  if (status.state !== "ready") return { state: status.state, identity };
  const { value, loadMs, cause } = status;
  return { state: "ready", identity, wasmBytes: value.info.wasmBytes, loadMs, cause };
}
