import type { GenerationEvent, ServiceError } from "@steadytext/core";
import { withDeadline } from "../services/with-deadline.ts";
import { parseGenerationEvent } from "./generation-event.ts";

/** What came of waiting for the next event. */
export type ReadStep = GenerationEvent | { readonly type: "waiting" };

const LATE: ServiceError = { code: "deadline_exceeded", message: "The generation took too long: ask for fewer tokens, or try again" };
const CUT: ServiceError = { code: "unavailable", message: "The generation broke off before its end: try again", retryAfterSeconds: 1 };

export interface EventReaderOptions {
  /** Time (ms since the epoch) at which an engine that is still silent is given up. */
  readonly deadlineAt: number;
  /** Told why a stream ended without `done` or `error`; for the log. */
  onBroken(cause: unknown): void;
}

/** Reads an engine's stream of newline-delimited events. A stream that fails, ends early or is no event stream ends in an `error` event. */
export class GenerationEventReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #options: EventReaderOptions;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  #lines: string[] = [];
  #rest = "";
  #cancelled = false;
  /** A read that outlasted an earlier wait: it still holds the next chunk. */
  #pending: Promise<ReadableStreamReadResult<Uint8Array>> | undefined;

  constructor(stream: ReadableStream<Uint8Array>, options: EventReaderOptions) {
    this.#reader = stream.getReader();
    this.#options = options;
  }

  /** The next event, or `waiting` when none came within `waitMs`, whatever else the engine sent to say that it works. */
  async next(waitMs: number): Promise<ReadStep> {
    const until = Date.now() + waitMs;
    try {
      while (this.#lines.length === 0) {
        this.#pending ??= this.#reader.read();
        const read = await withDeadline(this.#pending, Math.max(0, until - Date.now()));
        if (!read.ok) return Date.now() < this.#options.deadlineAt ? { type: "waiting" } : this.#broken("the deadline has passed", LATE);
        this.#pending = undefined;
        if (read.value.done) return this.#broken("the stream ended without done or error");
        this.#take(read.value.value);
      }
      return parseGenerationEvent(this.#lines.shift() ?? "") ?? this.#broken("the stream holds a line that is no event");
    } catch (cause) {
      return this.#broken(cause);
    }
  }

  /** Stops the generation. */
  async cancel(reason: unknown): Promise<void> {
    this.#cancelled = true;
    await this.#reader.cancel(reason);
  }

  #take(chunk: Uint8Array): void {
    const lines = (this.#rest + this.#decoder.decode(chunk, { stream: true })).split("\n");
    this.#rest = lines.pop() ?? "";
    this.#lines = lines.filter((line) => line !== "");
  }

  #broken(cause: unknown, error = CUT): ReadStep {
    if (!this.#cancelled) this.#options.onBroken(cause);
    this.#reader.cancel("not readable").catch(() => undefined);
    return { type: "error", error };
  }
}
