import { NotFoundError, type SteadyTextClient } from "@steadytext/edge/client";

/** A version as the service shows it. */
export interface ShownVersion {
  readonly version: string;
  readonly model_digest: string;
  readonly size: number;
  readonly license: string;
  readonly tokenizer_digest?: string;
}

/** A name with its versions. */
export interface ShownModel {
  readonly name: string;
  readonly kind: "generate" | "embed";
  readonly default: boolean;
  readonly active: string | null;
  readonly sequence: number;
  readonly versions: readonly ShownVersion[];
}

/** Every name that is published. */
export async function listModels(client: SteadyTextClient, signal: AbortSignal): Promise<readonly ShownModel[]> {
  const { models } = await client.request<{ models: ShownModel[] }>("GET", "/admin/models", { signal });
  return models;
}

/** A published name. @throws NotFoundError */
export async function findModel(client: SteadyTextClient, name: string, signal: AbortSignal): Promise<ShownModel> {
  const models = await listModels(client, signal);
  const model = models.find((shown) => shown.name === name);
  if (model !== undefined) return model;
  const names = models.map((shown) => shown.name).join(", ") || "none";
  throw new NotFoundError(`No model is published as ${name}; there are: ${names}.`, { code: "model_not_found", status: 404 });
}

/** The size of a stored file; null where it is not stored. */
export async function storedSize(client: SteadyTextClient, sha256: string, signal: AbortSignal): Promise<number | null> {
  try {
    const { size } = await client.request<{ size: number }>("GET", `/admin/models/files/${sha256}`, { signal });
    return size;
  } catch (cause) {
    if (cause instanceof NotFoundError) return null;
    throw cause;
  }
}
