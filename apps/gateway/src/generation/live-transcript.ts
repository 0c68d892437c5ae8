import type { Generation, ServiceError, TokenPiece } from "@steadytext/core";
import { logFailure } from "../log-failure.ts";
import type { GenerationEventReader, ReadStep } from "./event-reader.ts";
import { closingEvents, errorEvent, PING, tokenEvent } from "./server-sent-events.ts";

/** Proxies close streams that are quiet for a minute or less. */
const PING_EVERY_MS = 15_000;

/** Where the steps come from. */
export type StepSource = Pick<GenerationEventReader, "next" | "cancel">;

/** What the stream needs of its request. */
export interface TranscriptHooks {
  /** The last event's fields. */
  answer(generation: Generation): object;
  failure(error: ServiceError): object;
  /** Called once, after the last byte was handed on, and only for a whole generation whose pieces were those streamed. */
  complete(generation: Generation): void;
}

/**
 * The event stream of a running generation, pulled one event at a time; `first` is the step already read. Cancelling it cancels the
 * generation: the source is read here, not teed, so nothing runs on for nobody.
 */
export function liveTranscript(events: StepSource, first: ReadStep, hooks: TranscriptHooks): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const sent: TokenPiece[] = [];
  let ahead: ReadStep | undefined = first.type === "waiting" ? undefined : first;
  let cancelled = false;

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        let step = ahead ?? (await events.next(PING_EVERY_MS));
        ahead = undefined;
        // It tells of the computation, not of the answer.
        while (step.type === "started") step = await events.next(PING_EVERY_MS);
        if (cancelled) return;
        controller.enqueue(encoder.encode(eventText(step, sent, hooks)));
        if (step.type === "done" || step.type === "error") controller.close();
        if (step.type === "done") finish(step.generation, sent, hooks);
      },
      async cancel(reason) {
        cancelled = true;
        await events.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

function eventText(step: Exclude<ReadStep, { type: "started" }>, sent: TokenPiece[], hooks: TranscriptHooks): string {
  switch (step.type) {
    case "waiting":
      return PING;
    case "token": {
      const { token, text, logprob, top } = step;
      const piece = { token, text, logprob, top };
      return tokenEvent(sent.push(piece) - 1, piece);
    }
    case "done":
      return closingEvents(sent.length, hooks.answer(step.generation));
    case "error":
      return errorEvent(sent.length, hooks.failure(step.error));
  }
}

/** A replay is written from the generation: one that differs from what was streamed must not be stored. */
function finish(generation: Generation, sent: readonly TokenPiece[], hooks: TranscriptHooks): void {
  if (samePieces(sent, generation.pieces)) return hooks.complete(generation);
  logFailure({ event: "stream_differs_from_result", service: "engine" });
}

function samePieces(sent: readonly TokenPiece[], pieces: readonly TokenPiece[]): boolean {
  return tokenEvents(sent) === tokenEvents(pieces);
}

function tokenEvents(pieces: readonly TokenPiece[]): string {
  return pieces.map((piece, index) => tokenEvent(index, piece)).join("");
}
