import { readFileSync } from "node:fs";
import { encodePointer, modelFileKey, pointerCopyKey } from "@steadytext/core";
import type { LocalModel } from "../harness/models.ts";

/** What the storage of a Worker holds that is started alone, with a model published and active before. */
export function storedModel({ manifest, pathOf }: LocalModel) {
  const files = manifest.kind === "embed" ? [manifest.file, manifest.tokenizer] : [manifest.file];
  const copy = encodePointer({ revision: 1, manifest });
  return {
    /** R2: the files. */
    objects: files.map((file) => [modelFileKey(file.sha256), readFileSync(pathOf(file))] as const),
    /** KV: copies of the registry's pointers, by name and as the default. */
    copies: [null, manifest.name].map((name) => [pointerCopyKey({ kind: manifest.kind, name }), copy] as const),
  };
}
