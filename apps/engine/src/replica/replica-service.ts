import type { GenerationService } from "@steadytext/core";

/** What a replica does for the engine's entrypoint: everything but naming the active model, which needs no replica. */
export type ReplicaService = Omit<GenerationService, "describe">;
