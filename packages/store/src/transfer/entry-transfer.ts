import { fail, ok, type CacheImport, type CacheScope, type Result, type ServiceError } from "@steadytext/core";
import type { CacheEvent } from "../cache-event.ts";
import { checkLookup, checkScope } from "../entry/check-input.ts";
import { judgeEntry, type StoredEntry } from "../entry/stored-entry.ts";
import type { D1Tier } from "../tiers/d1-tier.ts";
import type { Tier } from "../tiers/tier.ts";
import { countToLine, entryToLine, MAX_LINE_CHARS, readLine } from "./entry-line.ts";
import { LineError, textLines } from "./text-lines.ts";

/** What transfer is made of. */
export interface EntryTransferParts {
  readonly record: Pick<D1Tier, "page" | "putMany">;
  readonly memory: Tier;
  readonly now: () => number;
  readonly onEvent: (event: CacheEvent) => void;
}

/** Entries written together. */
const WRITE_ENTRIES = 100;
const WRITE_BYTES = 4 * 1024 * 1024;
/** Entries of one import: what a scope may have at most, with room. */
const MAX_IMPORT = 100_000;

/** Takes a scope's entries out of the record, and puts them into one, line by line: neither is ever whole in memory. */
export class EntryTransfer {
  readonly #parts: EntryTransferParts;

  constructor(parts: EntryTransferParts) {
    this.#parts = parts;
  }

  async export(scope: CacheScope, afterDigest = ""): Promise<Result<ReadableStream<Uint8Array>, ServiceError>> {
    const checked = afterDigest === "" ? checkScope(scope) : checkLookup({ scope, digests: [afterDigest] });
    if (!checked.ok) return checked;
    const lines = this.#exportLines(scope, afterDigest);
    const encoder = new TextEncoder();
    const stream = new ReadableStream({
      type: "bytes",
      pull: async (controller) => {
        const { done, value } = await lines.next().catch((cause: unknown) => this.#cut(cause));
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
    });
    return ok(stream as ReadableStream<Uint8Array>);
  }

  #cut(cause: unknown): never {
    this.#parts.onEvent({ tier: "d1", kind: "failed", count: 1, cause });
    throw new Error("the export was cut: the cache's record did not answer");
  }

  /** Damaged entries are left out: reading them is what deletes them. */
  async *#exportLines(scope: CacheScope, afterDigest: string): AsyncGenerator<string> {
    const { record, now } = this.#parts;
    let after = afterDigest;
    let count = 0;
    for (;;) {
      const page = await record.page(scope, after, now());
      const sound: StoredEntry[] = [];
      for (const { digest, answer } of page) {
        after = digest;
        if (answer !== "damaged" && (await judgeEntry(answer, scope, digest, now())) === "sound") sound.push(answer);
      }
      count += sound.length;
      if (sound.length > 0) yield sound.map(entryToLine).join("");
      if (page.length === 0) break;
    }
    yield countToLine(count);
  }

  async import(scope: CacheScope, lines: ReadableStream<Uint8Array>): Promise<Result<CacheImport, ServiceError>> {
    const checked = checkScope(scope);
    if (!checked.ok) return checked;
    const run = new ImportRun(this.#parts, scope);
    try {
      for await (const line of textLines(lines, MAX_LINE_CHARS)) {
        const refused = await run.take(line);
        if (refused !== null) return run.refuse(refused);
      }
    } catch (cause) {
      if (cause instanceof LineError) return run.refuse(cause.message, 1);
      this.#parts.onEvent({ tier: "d1", kind: "failed", count: 1, cause });
      return run.stop();
    }
    return run.isWhole() ? ok(run.report()) : run.refuse('is missing: the last one must be {"entries":N}, without it the file was cut', 1);
  }
}

/** One import on its way. */
class ImportRun {
  readonly #parts: EntryTransferParts;
  readonly #scope: CacheScope;
  #line = 0;
  #entries = 0;
  #imported = 0;
  #expired = 0;
  #ended = false;
  #waiting: StoredEntry[] = [];
  #waitingBytes = 0;

  constructor(parts: EntryTransferParts, scope: CacheScope) {
    this.#parts = parts;
    this.#scope = scope;
  }

  /** Takes one line; answers why it cannot, or null. */
  async take(line: string): Promise<string | null> {
    this.#line++;
    if (this.#ended) return "comes after the last one";
    const nowMs = this.#parts.now();
    const reading = await readLine(line, this.#scope, nowMs);
    if (reading.kind === "bad") return this.#leave(reading.reason);
    if (reading.kind === "end") return this.#end(reading.entries);
    if (++this.#entries > MAX_IMPORT) return this.#leave(`is one more than the ${MAX_IMPORT} entries that one import may have`);
    if (reading.entry.expiresAtMs <= nowMs) this.#expired++;
    else await this.#add(reading.entry);
    return null;
  }

  isWhole(): boolean {
    return this.#ended;
  }

  report(): CacheImport {
    return { imported: this.#imported, expired: this.#expired };
  }

  refuse(reason: string, ahead = 0): Result<never, ServiceError> {
    const line = this.#line + ahead;
    return fail("invalid_request", `line ${line} ${reason}; ${this.#imported} entries before it were imported`, {
      param: `line ${line}`,
      details: { line, imported: this.#imported },
    });
  }

  stop(): Result<never, ServiceError> {
    const details = { line: this.#line, imported: this.#imported };
    const message = `the import stopped at line ${this.#line}, with ${this.#imported} entries imported: send the same again`;
    return fail("unavailable", message, { retryAfterSeconds: 1, details });
  }

  async #end(entries: number): Promise<string | null> {
    if (entries !== this.#entries) return this.#leave(`says ${entries} entries, but ${this.#entries} came before it`);
    this.#ended = true;
    await this.#write();
    return null;
  }

  /** What came before a bad line is sound, and is kept. */
  async #leave(reason: string): Promise<string> {
    await this.#write();
    return reason;
  }

  async #add(entry: StoredEntry): Promise<void> {
    this.#waiting.push(entry);
    this.#waitingBytes += entry.value.byteLength;
    if (this.#waiting.length >= WRITE_ENTRIES || this.#waitingBytes >= WRITE_BYTES) await this.#write();
  }

  async #write(): Promise<void> {
    if (this.#waiting.length === 0) return;
    await this.#parts.record.putMany(this.#waiting);
    await this.#parts.memory.deleteMany(
      this.#scope,
      this.#waiting.map(({ digest }) => digest),
    );
    this.#imported += this.#waiting.length;
    this.#waiting = [];
    this.#waitingBytes = 0;
  }
}
