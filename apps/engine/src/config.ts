import * as z from "zod/mini";

const count = (most: number) => z.coerce.number().check(z.int(), z.minimum(1), z.maximum(most));

const schema = z.object({
  /** Replica objects that requests are spread over. */
  REPLICAS: count(1000),
  /** Generations that may wait for pages before callers get `overloaded`. */
  MAX_QUEUED: count(10_000),
  /** The most WebAssembly memory a model may take: an isolate has 128 MB for it and everything else. */
  MAX_MODEL_BYTES: count(2 ** 31),
});

export interface EngineConfig {
  readonly replicas: number;
  readonly maxQueued: number;
  readonly maxModelBytes: number;
}

/**
 * Reads the Worker's variables.
 * @throws Error that names each bad variable, so that a wrong deployment does not start serving.
 */
function parseConfig(env: object): EngineConfig {
  const parsed = schema.safeParse(env);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`engine configuration: ${faults.join("; ")}`);
  }
  const { REPLICAS, MAX_QUEUED, MAX_MODEL_BYTES } = parsed.data;
  return { replicas: REPLICAS, maxQueued: MAX_QUEUED, maxModelBytes: MAX_MODEL_BYTES };
}

let held: EngineConfig | undefined;

/** The configuration, parsed once an isolate. */
export function engineConfig(env: object): EngineConfig {
  held ??= parseConfig(env);
  return held;
}
