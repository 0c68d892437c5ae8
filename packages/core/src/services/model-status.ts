import type { LoadCause } from "../loading/shared-load.ts";

/** Which model a Worker answers with, without loading it. */
export interface ModelIdentity {
  readonly name: string;
  readonly version: string;
  /** SHA-256 of the weights file, hexadecimal. */
  readonly modelDigest: string;
  /** SHA-256 over the code and rules that can change an output, hexadecimal. */
  readonly engineDigest: string;
  /** Unix seconds at which the version was published. */
  readonly created: number;
}

/** How busy generation models are. */
export interface EngineLoad {
  readonly running: number;
  /** Generations that wait for a place. */
  readonly waiting: number;
  /** Pages of their key-value memory. */
  readonly pages: number;
  /** Pages that no generation holds. */
  readonly freePages: number;
  /** Those of the free ones that are kept for their tokens. */
  readonly keptPages: number;
}

/** Whether that model is in memory, how much WebAssembly memory it has, and how its load went. `reason` is public; `fault` names what was wrong. */
export type ModelStatus =
  | {
      readonly state: "ready";
      readonly identity: ModelIdentity;
      readonly wasmBytes: number;
      readonly loadMs: number;
      /** Whether a caller waited for the load, or it went ahead of one. */
      readonly cause: LoadCause;
    }
  | { readonly state: "loading" | "unloaded"; readonly identity: ModelIdentity }
  | { readonly state: "failed"; readonly reason: string; readonly fault?: string };
