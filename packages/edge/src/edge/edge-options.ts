import type { EmbeddingManifest, GenerationManifest } from "./manifests.ts";

/** The part of a D1 database that is used; `D1Database` is one. */
export interface EdgeDatabase {
  prepare(query: string): object;
  batch(statements: never[]): Promise<unknown>;
}

/** The part of a KV namespace that is used; `KVNamespace` is one. */
export interface EdgeNamespace {
  get(key: string): Promise<string | null>;
  put(key: string, value: string): Promise<void>;
  delete(key: string): Promise<void>;
}

/** The part of an R2 bucket that is used; `R2Bucket` is one. */
export interface EdgeBucket {
  get(key: string): Promise<{ readonly size: number; readonly body: object } | null>;
}

/** What one's own Worker gives, and what it decides. */
export interface EdgeOptions {
  /** The record of the cache; its tables are those of the package's `migrations`. */
  readonly d1Database: EdgeDatabase;
  /** Copies of what is read most, and, unless `models` names them, which models answer. */
  readonly kvNamespace: EdgeNamespace;
  /** The models' files, each below `models/sha256/` under the SHA-256 of its bytes. */
  readonly r2Bucket: EdgeBucket;
  /** The models that answer. Left out, those that the service has activated: `kvNamespace` must then be the one that it copies its pointers to. */
  readonly models?: { readonly generate?: GenerationManifest; readonly embed?: EmbeddingManifest } | undefined;
  /** Whose answers these are: `shared`, the default, or one tenant's, as `tenant:<name>`. */
  readonly cacheScope?: "shared" | `tenant:${string}` | undefined;
  /** How long a caller waits for a model that is being loaded; 20,000 by default. */
  readonly modelLoadMs?: number | undefined;
  /** How long a generation may take; 120,000 by default. */
  readonly generateMs?: number | undefined;
}

export interface EdgeSettings extends EdgeOptions {
  readonly cacheScope: "shared" | `tenant:${string}`;
  readonly modelLoadMs: number;
  readonly generateMs: number;
}

/** Loads are one per isolate, and a caller who is told to come back finds another one: here it is better to wait. */
const MODEL_LOAD_MS = 20_000;
const GENERATE_MS = 120_000;

export function edgeSettings(options: EdgeOptions): EdgeSettings {
  const { cacheScope = "shared", modelLoadMs = MODEL_LOAD_MS, generateMs = GENERATE_MS } = options;
  return { ...options, cacheScope, modelLoadMs, generateMs };
}
