import type { GenerationManifest, ModelStatus } from "@steadytext/core";
import { identityOf } from "./active-model.ts";
import { hostedStatus, loadDigest } from "./model-host.ts";

/** How the isolate stands to the model that should answer: another model in memory counts as unloaded. */
export function modelStatus(manifest: GenerationManifest): ModelStatus {
  const identity = identityOf(manifest);
  const status = hostedStatus();
  if (status.state === "unloaded" || status.digest !== loadDigest(manifest)) return { state: "unloaded", identity };
  if (status.state === "loading") return { state: "loading", identity };
  if (status.state === "failed") return { state: "failed", reason: status.error.message };
  return { state: "ready", identity, wasmBytes: status.value.info.wasmBytes };
}
