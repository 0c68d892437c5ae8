import { embeddingModel, generationModel } from "../../e2e/harness/models.ts";
import { startService as startWorkers } from "../../e2e/harness/service.ts";
import type { Measurements } from "../figures/rounds.ts";
import { awkwardMeasurements } from "./awkward-measurements.ts";
import { listMeasurement } from "./list-measurements.ts";

/** The four Workers together, asked over HTTP. */
export interface MeasuredService {
  readonly measurements: Measurements;
  dispose(): Promise<void>;
}

export async function startService(): Promise<MeasuredService> {
  const service = await startWorkers([embeddingModel(), generationModel()]);
  const measurements = { "embedding list": [await listMeasurement(service)], awkward: awkwardMeasurements(service) };
  return { measurements, dispose: () => service.close() };
}
