import { err, fail, modelFileKey, ok, readChunks, toHex, type Result, type ServiceError, type StoredFile } from "@steadytext/core";
import { logError } from "../log.ts";
import { passOn } from "./pass-on.ts";

/** What a file must be: its content, and what a check finds of it while it streams. */
export interface FileClaim {
  readonly sha256: string;
  /** Where it is kept; under its content by default. */
  readonly key?: string;
  /** Reads the bytes to their end, unless it says no before. */
  check(source: AsyncIterable<Uint8Array>, sizeBytes: number): Promise<Result<null, ServiceError>>;
}

/** Bytes on their way; null where the caller says that they are stored. */
type Body = { readonly size: number; readonly stream: ReadableStream<Uint8Array> } | null;

/**
 * Makes sure that the bucket holds a sound file under its content: checked as it streams in, and kept only whole. What is stored and sound stays
 * as it is, though bytes that are sent all the same are checked; what is stored and damaged is replaced.
 */
export async function storeFile(bucket: R2Bucket, claim: FileClaim, body: Body): Promise<Result<StoredFile, ServiceError>> {
  const { sha256, key = modelFileKey(sha256) } = claim;
  try {
    const object = await bucket.get(key);
    const isStored = object !== null && isSound(object, sha256);
    if (isStored && body === null) return await checkStored(claim, object);
    await object?.body.cancel();
    if (body === null) return invalid("missing_file", `No file of SHA-256 ${sha256} is stored: send its bytes`);
    if (isStored) return await receive(claim, body, nowhere());
    return await receive(claim, body, bucketSink(bucket, { key, sha256, size: body.size }, object));
  } catch (cause) {
    logError("model_storage_failed", { sha256, cause: String(cause) });
    await body?.stream.cancel("the storage failed").catch(() => undefined);
    return fail("unavailable", "The storage of models does not take the file at the moment: try again", { retryAfterSeconds: 5 });
  }
}

/** The file of this content in the bucket; null where there is none, or what is there did not come through `storeFile`. */
export async function findStored(bucket: R2Bucket, sha256: string, key = modelFileKey(sha256)): Promise<StoredFile | null> {
  const object = await bucket.head(key);
  return object !== null && isSound(object, sha256) ? { sha256, size: object.size } : null;
}

/** R2 keeps the SHA-256 that it checked when the object was written. */
function isSound({ checksums }: R2Object, sha256: string): boolean {
  return checksums.sha256 !== undefined && toHex(new Uint8Array(checksums.sha256)) === sha256;
}

async function checkStored({ sha256, check }: FileClaim, { body, size }: R2ObjectBody): Promise<Result<StoredFile, ServiceError>> {
  const always = () => true;
  const checked = await check(readChunks(body, always), size);
  return checked.ok ? ok({ sha256, size }) : checked;
}

/** Where bytes go, and what comes of it; a failure is a value, so that one before the last byte is nobody's unhandled rejection. */
interface Sink {
  readonly writable: WritableStream<Uint8Array>;
  readonly outcome: Promise<{ readonly ok: true } | { readonly ok: false; readonly error: unknown }>;
}

/** Takes the bytes of an upload, and says no where they are not what was announced. */
async function receive(
  claim: FileClaim,
  { size, stream }: NonNullable<Body>,
  { writable, outcome }: Sink,
): Promise<Result<StoredFile, ServiceError>> {
  const passed = passOn(stream, size, writable, outcome);
  const chunks = hashing(passed.source);
  const checked = await claim.check(chunks.source, size);
  const digest = await chunks.finish();
  const verdict = passed.fault() ?? conclude(claim.sha256, size, digest, checked);
  if (!verdict.ok) {
    await passed.abandon(verdict.error.message);
    await outcome;
    return verdict;
  }
  await passed.finish();
  const stored = await outcome;
  if (!stored.ok) throw stored.error;
  return verdict;
}

/** Takes the place of the damaged object that was seen, or of none: what another upload has put there since is sound and stays. */
function bucketSink(bucket: R2Bucket, { key, sha256, size }: StoredFile & { key: string }, damaged: R2Object | null): Sink {
  const { readable, writable } = new FixedLengthStream(size);
  const onlyIf = damaged === null ? { etagDoesNotMatch: "*" } : { etagMatches: damaged.etag };
  const put = async () => {
    const written = await bucket.put(key, readable, { sha256, onlyIf });
    if (written === null && (await findStored(bucket, sha256, key)) === null) throw new Error("the object changed while the file came in");
    return { ok: true } as const;
  };
  return { writable, outcome: put().catch(err) };
}

/** For bytes that are stored already. */
function nowhere(): Sink {
  const { promise, resolve } = Promise.withResolvers<{ readonly ok: true }>();
  const done = () => resolve({ ok: true });
  return { writable: new WritableStream({ close: done, abort: done }), outcome: promise };
}

function conclude(sha256: string, size: number, digest: string, checked: Result<null, ServiceError>): Result<StoredFile, ServiceError> {
  if (!checked.ok) return checked;
  if (digest === sha256) return ok({ sha256, size });
  return invalid("digest_mismatch", `The file's SHA-256 is ${digest}, not ${sha256} as x-content-sha256 announced`);
}

/** Follows the bytes with SHA-256. */
function hashing(source: AsyncIterable<Uint8Array>) {
  const digest = new crypto.DigestStream("SHA-256");
  const writer = digest.getWriter();
  return {
    source: (async function* () {
      for await (const chunk of source) {
        await writer.write(chunk);
        yield chunk;
      }
    })(),
    async finish(): Promise<string> {
      await writer.close();
      return toHex(new Uint8Array(await digest.digest));
    },
  };
}

function invalid(fault: string, message: string) {
  return fail("invalid_model", message, { details: { fault } });
}
