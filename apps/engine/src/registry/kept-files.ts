import { modelFileKey, type ModelManifest } from "@steadytext/core";
import { logError, logInfo } from "../log.ts";
import { deleteParts } from "../publishing/file-parts.ts";
import type { RegistryState } from "./registry-state.ts";
import type { SyncStorage } from "./registry-store.ts";

const KEPT = "file:";

/** How long a file without a version is kept: longer than an upload may go on (the gateway's 60 min), and a Worker with an old pointer may still load it. */
export const KEEP_MS = 120 * 60_000;

/** The files that a manifest names. */
export function filesOf(manifest: ModelManifest): readonly string[] {
  return "tokenizer" in manifest ? [manifest.file.sha256, manifest.tokenizer.sha256] : [manifest.file.sha256];
}

/** Sees to it that these files are not deleted for a while, and are looked at after it. */
export function keepFiles(storage: SyncStorage, files: readonly string[], untilMs: number): void {
  for (const sha256 of files) storage.put(KEPT + sha256, untilMs);
}

/** Deletes the files whose time is over and that no version names, and what arrived of them in parts. One call at a time, and nothing may begin to rely on a file meanwhile. */
export async function sweepFiles(
  storage: SyncStorage,
  bucket: Pick<R2Bucket, "delete" | "list">,
  state: () => RegistryState,
  nowMs: number,
): Promise<void> {
  for (const [key] of Array.from(storage.list<number>({ prefix: KEPT }))) {
    // Versions come and go while the file before this one is deleted.
    if ((storage.get<number>(key) ?? 0) > nowMs) continue;
    const sha256 = key.slice(KEPT.length);
    const isNamed = namesFile(state(), sha256);
    try {
      if (!isNamed) await bucket.delete(modelFileKey(sha256));
      await deleteParts(bucket, sha256);
      storage.delete(key);
      logInfo("model_file_swept", { sha256, deleted: !isNamed });
    } catch (cause) {
      storage.put(key, nowMs + KEEP_MS);
      logError("model_file_kept", { sha256, cause: String(cause) });
    }
  }
}

function namesFile({ models }: RegistryState, sha256: string): boolean {
  return [...models.values()].some(({ versions }) => versions.some((manifest) => filesOf(manifest).includes(sha256)));
}

/** When the next file is to be looked at, or null when none is. */
export function nextSweepAt(storage: SyncStorage): number | null {
  const times = Array.from(storage.list<number>({ prefix: KEPT }), ([, untilMs]) => untilMs);
  return times.length === 0 ? null : Math.min(...times);
}
