import { REGIONS, type Region } from "@steadytext/core";
import * as z from "zod/mini";

const count = (most: number) => z.coerce.number().check(z.int(), z.minimum(1), z.maximum(most));
const milliseconds = count(900_000);

/** Where replicas are: in a region, or wherever the first caller of each is. */
export type Place = Region | "auto";

const places = z.pipe(
  z.pipe(
    z.string(),
    z.transform((list) => list.split(",").map((place) => place.trim())),
  ),
  z.array(z.enum(["auto", ...REGIONS])).check(z.refine((list) => new Set(list).size === list.length, "a region is named twice")),
);

const schema = z
  .object({
    /** Regions that have replicas, with commas between. */
    REGIONS: places,
    /** Replica objects in each region. */
    REPLICAS: count(1000),
    /** Load, from 0 to 1, past which a request goes elsewhere if it can. */
    LOAD_LIMIT: z.coerce.number().check(z.positive(), z.maximum(1)),
    /** Generations that may wait for pages before callers get `overloaded`. */
    MAX_QUEUED: count(10_000),
    /** How long a caller waits for a model that is being loaded. */
    MODEL_LOAD_MS: milliseconds,
    /** The longest a caller waits for a generation, whatever it asks for. */
    GENERATE_MS: milliseconds,
    /** The longest a stream goes on: it ends with what there is, well before the platform ends it by force. */
    MAX_STREAM_MS: milliseconds,
    /** The longest context that a model may be published and loaded with, in tokens. */
    MAX_CONTEXT: count(1 << 20),
    /** The most WebAssembly memory a model may take: an isolate has 128 MB for it and everything else. */
    MAX_MODEL_BYTES: count(2 ** 31),
    /** CPU time of one invocation, past which the platform ends it by force: `limits.cpu_ms` of wrangler.jsonc, which no Worker can read. */
    CPU_MS: count(300_000),
  })
  .check(
    z.refine(({ MAX_STREAM_MS, GENERATE_MS }) => MAX_STREAM_MS <= GENERATE_MS, {
      path: ["MAX_STREAM_MS"],
      error: "must be at most GENERATE_MS",
    }),
    z.refine(({ GENERATE_MS, CPU_MS }) => GENERATE_MS <= CPU_MS, {
      path: ["GENERATE_MS"],
      error: "must be at most CPU_MS, since a generation computes all the while",
    }),
  );

export interface EngineConfig {
  readonly places: readonly Place[];
  readonly replicas: number;
  readonly loadLimit: number;
  readonly maxQueued: number;
  readonly modelLoadMs: number;
  readonly generateMs: number;
  readonly maxStreamMs: number;
  readonly maxContext: number;
  readonly maxModelBytes: number;
  readonly cpuMs: number;
}

/**
 * Reads the Worker's variables.
 * @throws Error that names each bad variable, so that a wrong deployment does not start serving.
 */
export function parseConfig(env: object): EngineConfig {
  const parsed = schema.safeParse(env);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`engine configuration: ${faults.join("; ")}`);
  }
  const { data } = parsed;
  return {
    places: data.REGIONS,
    replicas: data.REPLICAS,
    loadLimit: data.LOAD_LIMIT,
    maxQueued: data.MAX_QUEUED,
    modelLoadMs: data.MODEL_LOAD_MS,
    generateMs: data.GENERATE_MS,
    maxStreamMs: data.MAX_STREAM_MS,
    maxContext: data.MAX_CONTEXT,
    maxModelBytes: data.MAX_MODEL_BYTES,
    cpuMs: data.CPU_MS,
  };
}

let held: EngineConfig | undefined;

/** The configuration, parsed once an isolate. */
export function engineConfig(env: object): EngineConfig {
  held ??= parseConfig(env);
  return held;
}
