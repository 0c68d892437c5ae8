import { generationModel } from "../harness/models.ts";
import { startBuiltWorker, type BuiltWorker } from "./built-worker.ts";

/** The engine as it is deployed, with the model of `npm start`. */
export function startBuiltEngine(): Promise<BuiltWorker> {
  return startBuiltWorker({
    app: "engine",
    entrypoint: "GenerationEntrypoint",
    durableObjects: {
      REPLICA: { className: "Replica", useSQLite: true },
      MODEL_REGISTRY: { className: "ModelRegistry", useSQLite: true },
    },
    model: generationModel(),
  });
}
