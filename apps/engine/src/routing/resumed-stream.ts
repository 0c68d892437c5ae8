import type { GenerationEvent, Result, ServiceError } from "@steadytext/core";
import { Progress } from "../replica/progress.ts";
import { concatenated, LineCutter } from "./line-cutter.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Opens the stream anew after it broke off for `cause`, or says what the reader is told instead. */
export type Reopen = (cause: unknown) => Promise<Result<ReadableStream<Uint8Array>, ServiceError>>;

interface Step {
  readonly lines: readonly Uint8Array[];
  readonly isEnd: boolean;
}

/**
 * A replica's event stream that outlives the replica: when it breaks off, another one is opened, and the events that were passed on already
 * are left out of it. They are the same ones, since the output is a function of the request. Only its end may come sooner, by an error or the
 * time limit, and is always passed on; one that ends with less than the reader has ends with what that is. Lines are passed on whole.
 */
export function resumedStream(first: ReadableStream<Uint8Array>, reopen: Reopen): ReadableStream<Uint8Array> {
  const events = new ResumedEvents(first, reopen);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        for (let isEmpty = true; isEmpty && !events.isCancelled;) {
          const { lines, isEnd } = await events.read();
          if (events.isCancelled) return;
          // Those that came together go on together: each write has its own way to the next Worker.
          if (lines.length > 0) controller.enqueue(concatenated(lines));
          if (isEnd) return controller.close();
          isEmpty = lines.length === 0;
        }
      },
      cancel: (reason) => events.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

class ResumedEvents {
  readonly #reopen: Reopen;
  #reader: ReadableStreamDefaultReader<Uint8Array>;
  #cutter = new LineCutter();
  /** Events that went to the reader. */
  readonly #passedOn: Uint8Array[] = [];
  /** Events of the present stream. */
  #seen = 0;
  #last: Uint8Array | undefined;
  isCancelled = false;

  constructor(first: ReadableStream<Uint8Array>, reopen: Reopen) {
    this.#reader = first.getReader();
    this.#reopen = reopen;
  }

  async read(): Promise<Step> {
    try {
      const { done, value } = await this.#reader.read();
      if (!done) return { lines: this.#freshOf(value), isEnd: false };
      if (this.isCancelled || endsGeneration(this.#last)) return { lines: [], isEnd: true };
      return await this.#again(new Error("the stream ended without its last event"));
    } catch (cause) {
      if (endsGeneration(this.#last)) return { lines: [], isEnd: true };
      return this.#again(cause);
    }
  }

  async cancel(reason: unknown): Promise<void> {
    this.isCancelled = true;
    await this.#reader.cancel(reason);
  }

  /** Reads a chunk and frees its buffer, which would last until the next collection. */
  #freshOf(chunk: Uint8Array): Uint8Array[] {
    const lines = this.#fresh(chunk);
    (chunk.buffer as ArrayBuffer).transfer(0);
    return lines;
  }

  /** The whole lines that the reader does not have yet; empty ones, which only say that work goes on, are no events. */
  #fresh(chunk: Uint8Array): Uint8Array[] {
    return this.#cutter.lines(chunk).flatMap((line) => {
      if (line.length === 1) return [line];
      this.#last = line;
      this.#seen += 1;
      if (this.#seen <= this.#passedOn.length) return this.#repeated(line);
      this.#passedOn.push(line);
      return [line];
    });
  }

  /** What is passed on of a line that comes in the place of one that the reader has: the end of the stream, where it is that. */
  #repeated(line: Uint8Array): Uint8Array[] {
    if (!endsGeneration(line)) return [];
    if (eventOf(line).type !== "capped") return [line];
    const progress = new Progress();
    for (const passed of this.#passedOn) progress.told(eventOf(passed));
    return [lineOf(progress.capped())];
  }

  async #again(cause: unknown): Promise<Step> {
    const opened = await this.#reopen(cause);
    if (!opened.ok) return { lines: [lineOf({ type: "error", error: opened.error })], isEnd: true };
    if (this.isCancelled) await opened.value.cancel();
    this.#reader = opened.value.getReader();
    this.#cutter = new LineCutter();
    this.#seen = 0;
    this.#last = undefined;
    return { lines: [], isEnd: false };
  }
}

function endsGeneration(line: Uint8Array | undefined): boolean {
  if (line === undefined) return false;
  const { type } = eventOf(line);
  return type === "done" || type === "capped" || type === "error";
}

function eventOf(line: Uint8Array): GenerationEvent {
  return JSON.parse(decoder.decode(line)) as GenerationEvent;
}

function lineOf(event: GenerationEvent): Uint8Array {
  return encoder.encode(`${JSON.stringify(event)}\n`);
}
