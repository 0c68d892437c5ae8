import type { Generation } from "@steadytext/core";
import { PING } from "@steadytext/core/answers";
import { beginning, type Dialect } from "./dialect.ts";
import type { GenerationEventReader, ReadStep } from "./event-reader.ts";

/** Proxies close streams that are quiet for a minute or less. */
const PING_EVERY_MS = 15_000;

/** Told of the end of a whole generation, once, after the last byte was handed on. */
export interface TranscriptEnd {
  /** Its pieces were those streamed. */
  complete(generation: Generation): void;
  /** They were not: a replay would differ from the stream. */
  differs(): void;
}

/** Where the steps come from. */
export type StepSource = Pick<GenerationEventReader, "next" | "cancel">;

/**
 * The event stream of a running generation, pulled one event at a time; `first` is the step already read. Cancelling the stream cancels the
 * generation: the source is read here, not teed, so nothing runs on for nobody.
 */
export function liveTranscript(events: StepSource, first: ReadStep, dialect: Dialect, end: TranscriptEnd): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const sent = new SentParts(dialect);
  let ahead: ReadStep | undefined = first.type === "waiting" ? undefined : first;
  let cancelled = false;

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        for (let text = ""; text === "";) {
          const step = ahead ?? (await events.next(PING_EVERY_MS));
          ahead = undefined;
          if (cancelled) return;
          text = sent.textOf(step);
          if (text !== "") controller.enqueue(encoder.encode(text));
          if (!isLast(step)) continue;
          controller.close();
          if (step.type !== "done") return;
          if (sent.areThoseOf(step.generation)) end.complete(step.generation);
          else end.differs();
          return;
        }
      },
      async cancel(reason) {
        cancelled = true;
        await events.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

function isLast({ type }: ReadStep): boolean {
  return type === "done" || type === "capped" || type === "error";
}

/** What a stream has told so far. */
class SentParts {
  readonly #dialect: Dialect;
  /** All of the stream but its end. */
  #sent = "";
  #tokens = 0;
  #isOpen = false;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  /** The text of a step, behind the opening where it is the first that tells of the answer. */
  textOf(step: ReadStep): string {
    if (step.type === "waiting") return PING;
    // It tells of the computation, not of the answer.
    if (step.type === "started") return "";
    if (step.type === "error") return this.#dialect.failure(step.error, this.#tokens);
    const opening = this.#isOpen ? "" : this.#dialect.opening();
    this.#isOpen = true;
    const part = this.#partOf(step);
    this.#sent += isLast(step) ? opening : opening + part;
    return opening + part;
  }

  /** A replay is written from the generation: one that differs from what was streamed must not be stored. */
  areThoseOf(generation: Generation): boolean {
    return beginning(this.#dialect, generation) === this.#sent;
  }

  #partOf(step: Extract<ReadStep, { type: "prompt" | "token" | "done" | "capped" }>): string {
    switch (step.type) {
      case "prompt":
        return this.#dialect.prompt(step.pieces);
      case "token": {
        const { type: _, index: _index, ...piece } = step;
        return this.#dialect.piece(piece, this.#tokens++);
      }
      case "done":
      case "capped":
        return this.#dialect.closing(step.generation, false);
    }
  }
}
