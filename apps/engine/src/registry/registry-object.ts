import type { ModelManifest, ModelService, Result, ServiceError } from "@steadytext/core";
import type { Announced } from "./registry-policy.ts";

/** What the registry's object does for the engine's entrypoints. */
export interface RegistryObject extends Pick<ModelService, "list" | "latest" | "history" | "activate" | "rollback" | "remove"> {
  /** Asked before bytes are taken: says no where the version could not be registered, and keeps the files from being deleted meanwhile. */
  begin(version: Announced | null, files: readonly string[]): Promise<Result<null, ServiceError>>;
  register(manifest: ModelManifest): Promise<Result<ModelManifest, ServiceError>>;
}

/** All there is to know of models is in one object. */
const NAME = "models";

export function registryObject(namespace: Env["MODEL_REGISTRY"]): RegistryObject {
  // The platform's stub type wraps results so that it can no longer be told which `Result` they are.
  return namespace.getByName(NAME) as unknown as RegistryObject;
}
