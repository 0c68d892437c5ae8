import type { ModelManifest } from "../schemas/manifest.ts";
import type { ModelAsked, ModelPointer } from "../services/models.ts";

/** KV key of the copy of a pointer. The prefix's number changes with the copy's shape. */
export function pointerCopyKey({ kind, name }: ModelAsked): string {
  return name === null ? `p1:default:${kind}` : `p1:model:${kind}:${name}`;
}

export function encodePointer({ revision, manifest }: ModelPointer): string {
  return JSON.stringify({ revision, manifest });
}

/** The part of a zod schema that is needed to read a manifest. */
export interface ManifestSchema<M> {
  safeParse(value: unknown): { success: true; data: M } | { success: false; error: { message: string } };
}

/** The pointer that a copy holds; null where it is none for what was asked. */
export function decodePointer<M extends ModelManifest>(text: string, asked: ModelAsked, schema: ManifestSchema<M>): ModelPointer<M> | null {
  const copy = parse(text);
  if (typeof copy !== "object" || copy === null || !("revision" in copy) || !("manifest" in copy)) return null;
  const { revision } = copy;
  const manifest = schema.safeParse(copy.manifest);
  if (typeof revision !== "number" || !Number.isSafeInteger(revision) || revision < 0 || !manifest.success) return null;
  const { kind, name } = manifest.data;
  return kind === asked.kind && (asked.name === null || name === asked.name) ? { revision, manifest: manifest.data } : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
