import { fail, modelFileKey, ok, readChunks, sha256Hex, type Result, type ServiceError } from "@steadytext/core";

export interface ModelFile {
  readonly sha256: string;
  readonly size: number;
}

/**
 * Reads a published file whole and checks that it is the one that was published.
 * @param name what the file is, for the message, e.g. "tokenizer"
 * @param isWanted asked between chunks; false ends the reading
 */
export async function readModelFile(
  bucket: Pick<R2Bucket, "get">,
  file: ModelFile,
  name: string,
  isWanted: () => boolean,
): Promise<Result<Uint8Array<ArrayBuffer>, ServiceError>> {
  const object = await bucket.get(modelFileKey(file.sha256));
  if (object === null) return unusable(name, "is not in the bucket");
  if (object.size !== file.size) {
    await object.body.cancel();
    return unusable(name, `has ${object.size} bytes instead of the ${file.size} that the manifest names`);
  }
  const bytes = new Uint8Array(file.size);
  let length = 0;
  for await (const chunk of readChunks(object.body, isWanted)) {
    bytes.set(chunk, length);
    length += chunk.byteLength;
  }
  if (!isWanted()) return fail("model_loading", "Another model is being loaded.", { retryAfterSeconds: 2 });
  if (length !== file.size) return unusable(name, `ended after ${length} of ${file.size} bytes`);
  return (await sha256Hex(bytes)) === file.sha256
    ? ok(bytes)
    : unusable(name, "is damaged: its SHA-256 is not the one that the manifest names");
}

/** A model that cannot be loaded, with the file at fault. */
export function unusable(name: string, reason: string) {
  return fail("unavailable", `The embedding model cannot be loaded: its ${name} file ${reason}.`);
}
