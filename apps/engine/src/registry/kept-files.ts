import { modelFileKey, type ModelManifest } from "@steadytext/core";
import { logError, logInfo } from "../log.ts";
import type { RegistryState } from "./registry-state.ts";
import type { SyncStorage } from "./registry-store.ts";

const KEPT = "file:";

/** How long a file without a version is kept: an upload may go on for so long, and a Worker with an old pointer may still load it. */
export const KEEP_MS = 60 * 60_000;

/** The files that a manifest names. */
export function filesOf(manifest: ModelManifest): readonly string[] {
  return "tokenizer" in manifest ? [manifest.file.sha256, manifest.tokenizer.sha256] : [manifest.file.sha256];
}

/** Sees to it that these files are not deleted for a while, and are looked at after it. */
export function keepFiles(storage: SyncStorage, files: readonly string[], untilMs: number): void {
  for (const sha256 of files) storage.put(KEPT + sha256, untilMs);
}

/** Deletes the files whose time is over and that no version names. One call at a time, and nothing may begin to rely on a file meanwhile. */
export async function sweepFiles(
  storage: SyncStorage,
  bucket: Pick<R2Bucket, "delete">,
  { models }: RegistryState,
  nowMs: number,
): Promise<void> {
  const named = new Set([...models.values()].flatMap(({ versions }) => versions.flatMap(filesOf)));
  for (const [key, untilMs] of Array.from(storage.list<number>({ prefix: KEPT }))) {
    if (untilMs > nowMs) continue;
    const sha256 = key.slice(KEPT.length);
    try {
      if (!named.has(sha256)) await bucket.delete(modelFileKey(sha256));
      storage.delete(key);
      logInfo("model_file_swept", { sha256, deleted: !named.has(sha256) });
    } catch (cause) {
      storage.put(key, nowMs + KEEP_MS);
      logError("model_file_kept", { sha256, cause: String(cause) });
    }
  }
}

/** When the next file is to be looked at, or null when none is. */
export function nextSweepAt(storage: SyncStorage): number | null {
  const times = Array.from(storage.list<number>({ prefix: KEPT }), ([, untilMs]) => untilMs);
  return times.length === 0 ? null : Math.min(...times);
}
