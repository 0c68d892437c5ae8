import { err, modelFileKey, ok, readChunks, toHex, type Result } from "@steadytext/core";

interface FileEntry {
  readonly sha256: string;
  readonly size: number;
}

/** A published file on its way into memory, hashed as it is read. Reasons end the sentence "its … file …". */
export class PublishedFile {
  readonly size: number;
  readonly #sha256: string;
  readonly #stream: ReadableStream<Uint8Array>;
  readonly #chunks: AsyncGenerator<Uint8Array, void, undefined>;
  readonly #digest = new crypto.DigestStream("SHA-256");
  readonly #hasher = this.#digest.getWriter();
  #length = 0;

  private constructor({ sha256, size }: FileEntry, stream: ReadableStream<Uint8Array>, isWanted: () => boolean) {
    this.size = size;
    this.#sha256 = sha256;
    this.#stream = stream;
    this.#chunks = readChunks(stream, isWanted);
  }

  /** @param isWanted asked between chunks; false ends the reading */
  static async open(bucket: Pick<R2Bucket, "get">, entry: FileEntry, isWanted: () => boolean): Promise<Result<PublishedFile, string>> {
    const object = await bucket.get(modelFileKey(entry.sha256));
    if (object === null) return err("is not in the bucket");
    if (object.size === entry.size) return ok(new PublishedFile(entry, object.body, isWanted));
    await object.body.cancel();
    return err(`has ${object.size} bytes instead of the ${entry.size} that the manifest names`);
  }

  /** The bytes in order, once; a chunk holds until the next is asked for. They are those of the publication if `fault` finds none. */
  async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const { done, value } = await this.#chunks.next();
      if (done) return;
      this.#length += value.byteLength;
      await this.#hasher.write(value);
      yield value;
    }
  }

  /** The whole file, checked. */
  async bytes(): Promise<Result<Uint8Array<ArrayBuffer>, string>> {
    const bytes = new Uint8Array(this.size);
    let length = 0;
    for await (const chunk of this.chunks()) {
      bytes.set(chunk, length);
      length += chunk.byteLength;
    }
    const fault = await this.fault();
    return fault === undefined ? ok(bytes) : err(fault);
  }

  /** Why the file is not the one that was published, or undefined. Reads what nobody has read yet. */
  async fault(): Promise<string | undefined> {
    for await (const chunk of this.chunks()) void chunk;
    await this.#hasher.close();
    if (this.#length !== this.size) return `ended after ${this.#length} of ${this.size} bytes`;
    const sha256 = toHex(new Uint8Array(await this.#digest.digest));
    return sha256 === this.#sha256 ? undefined : "is damaged: its SHA-256 is not the one that the manifest names";
  }

  /** Lets go of what nobody has read. */
  async close(): Promise<void> {
    await this.#chunks.return();
    if (!this.#stream.locked) await this.#stream.cancel();
  }
}
