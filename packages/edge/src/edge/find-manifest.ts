import {
  ActiveModels,
  embeddingManifest,
  fail,
  generationManifest,
  ok,
  type EmbeddingManifest,
  type GenerationManifest,
  type ModelKind,
  type ModelManifest,
  type PointerSources,
  type Result,
  type ServiceError,
} from "@steadytext/core";
import type { EdgeSettings } from "./edge-options.ts";
import { logError } from "./log.ts";

/** Seconds for which a data centre may use a copy without asking for a newer one: the shortest that KV takes. */
const COPY_HOLD_SECONDS = 30;

const onFailure = (reason: string) => logError("pointer_unusable", { reason });

/** One holder an isolate and kind. */
const generationModels = new ActiveModels<GenerationManifest>({ kind: "generate", schema: generationManifest, onFailure });
const embeddingModels = new ActiveModels<EmbeddingManifest>({ kind: "embed", schema: embeddingManifest, onFailure });

type Asked = Pick<EdgeSettings, "models" | "kvNamespace">;

/** The generation model of a name; null is the default one. */
export function findGenerationModel(
  { models, kvNamespace }: Asked,
  name: string | null,
): Promise<Result<GenerationManifest, ServiceError>> {
  if (models !== undefined) return named("generate", generationManifest.safeParse(models.generate).data, name);
  return generationModels.get(name, pointers(kvNamespace));
}

/** The embedding model of a name; null is the default one. */
export async function findEmbeddingModel(
  { models, kvNamespace }: Asked,
  name: string | null,
): Promise<Result<EmbeddingManifest, ServiceError>> {
  if (models !== undefined) return named("embed", embeddingManifest.safeParse(models.embed).data, name);
  return embeddingModels.get(name, pointers(kvNamespace));
}

async function named<M extends ModelManifest>(
  kind: ModelKind,
  manifest: M | undefined,
  name: string | null,
): Promise<Result<M, ServiceError>> {
  if (manifest !== undefined && (name === null || name === manifest.name)) return ok(manifest);
  const reason = manifest === undefined ? `models.${kind} is no manifest` : `the only model is ${manifest.name}`;
  return fail("model_not_found", `There is no such model here: ${reason}`, { param: "model" });
}

/** The registry itself belongs to the service: here its copies are all there is. */
function pointers(kvNamespace: Asked["kvNamespace"]): PointerSources {
  const kv = kvNamespace as KVNamespace;
  return {
    copies: { get: (key) => kv.get(key, { cacheTtl: COPY_HOLD_SECONDS }) },
    registry: {
      latest: async ({ kind, name }) =>
        fail(
          "model_not_found",
          `kvNamespace names no ${name ?? "default"} model to ${kind} with: activate one, or give its manifest as models.${kind}`,
          { param: "model" },
        ),
    },
  };
}
