import { fail, modelFileKey, readChunks, toHex, type GenerationManifest, type Result, type ServiceError } from "@steadytext/core";
import plain from "@steadytext/kernel/kernel-plain.wasm";
import relaxed from "@steadytext/kernel/kernel.wasm";
import type { EngineConfig } from "../config.ts";
import { loadRuntime, type DigestCheck, type ModelMemory, type Runtime } from "@steadytext/llm";

/** Where a model comes from. */
export interface ModelSource {
  readonly digest: string;
  readonly manifest: GenerationManifest;
  readonly bucket: R2Bucket;
}

/** What a model and those who wait for it may take. */
export type LoadLimits = Pick<EngineConfig, "maxQueued" | "maxModelBytes" | "maxContext">;

/** Streams the weights from R2 into a runtime, in the memory of the model before it if there is some. The file is never held whole beside that. */
export async function loadModel(
  source: ModelSource,
  { maxQueued, maxModelBytes, maxContext }: LoadLimits,
  spareMemory: ModelMemory | null,
  isWanted: () => boolean,
): Promise<Result<Runtime, ServiceError>> {
  const { bucket, manifest } = source;
  const { contextLength } = manifest;
  const { sha256, size } = manifest.file;
  // Published before the limit was lowered.
  if (contextLength > maxContext)
    return unusable("context_too_long", `its manifest has a context of ${contextLength} tokens, MAX_CONTEXT allows ${maxContext}`);
  const object = await bucket.get(modelFileKey(sha256));
  if (object === null) return unusable("missing_file", `${modelFileKey(sha256)} is not in the bucket`);
  if (object.size !== size) {
    await object.body.cancel();
    return unusable("wrong_size", `${modelFileKey(sha256)} has ${object.size} bytes, its manifest says ${size}`);
  }
  return loadRuntime({
    modules: { relaxed, plain },
    stream: readChunks(object.body, isWanted),
    sizeBytes: size,
    digestCheck: sha256Check(sha256),
    contextLength,
    queueLimit: maxQueued,
    maxBytes: maxModelBytes,
    spareMemory,
  });
}

function sha256Check(expected: string): DigestCheck {
  const digest = new crypto.DigestStream("SHA-256");
  const writer = digest.getWriter();
  return {
    update: (chunk) => writer.write(chunk),
    async matches() {
      await writer.close();
      return toHex(new Uint8Array(await digest.digest)) === expected;
    },
  };
}

/** A fault of the storage or the configuration: the reason is for the log, since only the operator can act on it. */
function unusable(fault: string, reason: string) {
  return fail("unavailable", reason, { details: { fault } });
}
