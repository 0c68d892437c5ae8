import { generationModel } from "../harness/models.ts";
import { startBuiltWorker, type BuiltWorker } from "./built-worker.ts";

/** The engine as it is deployed, with the model of `npm start`. */
export function startBuiltEngine(): Promise<BuiltWorker> {
  return startBuiltWorker({
    app: "engine",
    entrypoint: "GenerationEntrypoint",
    bindings: {
      REGIONS: "auto",
      REPLICAS: "1",
      LOAD_LIMIT: "0.8",
      MAX_QUEUED: "32",
      MODEL_LOAD_MS: "10000",
      GENERATE_MS: "120000",
      MAX_STREAM_MS: "100000",
      MAX_CONTEXT: "1024",
      MAX_MODEL_BYTES: "118000000",
    },
    durableObjects: {
      REPLICA: { className: "Replica", useSQLite: true },
      MODEL_REGISTRY: { className: "ModelRegistry", useSQLite: true },
    },
    model: generationModel(),
  });
}
