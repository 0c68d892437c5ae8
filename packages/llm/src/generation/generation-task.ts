import { ok, type EffectiveGenerateRequest, type Result, type ServiceError, type TokenPiece } from "@steadytext/core";
import type { LanguageModel } from "../runtime/language-model.ts";
import { TokenChooser } from "../sampling/token-chooser.ts";
import type { SequenceTask } from "../scheduler/sequence-task.ts";
import { TextAssembler } from "../streaming/text-assembler.ts";
import type { ModelEvent } from "./model-event.ts";

/** Events that may wait for the reader who is furthest before the sequence rests. */
const MOST_UNREAD = 4;

export interface GenerationTaskOptions {
  readonly model: LanguageModel;
  readonly request: EffectiveGenerateRequest;
  readonly prompt: readonly number[];
  readonly prefixScope: string;
  readonly interruption: SequenceTask["interruption"];
  /** Events that the reader who is furthest has read. */
  eventsRead(): number;
}

/** One generation in the scheduler: chooses its tokens, makes text of them, and keeps a log of the events. */
export class GenerationTask implements SequenceTask {
  readonly prompt: readonly number[];
  readonly mostNewTokens: number;
  readonly prefixScope: string;
  readonly readsFrom: number;
  readonly speculates = true;
  readonly interruption: SequenceTask["interruption"];
  readonly #chooser: TokenChooser;
  readonly #request: EffectiveGenerateRequest;
  readonly #assembler: TextAssembler;
  readonly #pieces: TokenPiece[] = [];
  readonly #events: ModelEvent[] = [];
  readonly #eventsRead: () => number;

  constructor({ model, request, prompt, prefixScope, interruption, eventsRead }: GenerationTaskOptions) {
    this.prompt = prompt;
    this.mostNewTokens = request.maxTokens;
    this.prefixScope = prefixScope;
    this.readsFrom = prompt.length - 1;
    this.interruption = interruption;
    this.#eventsRead = eventsRead;
    this.#chooser = new TokenChooser(model.kernel, request);
    this.#request = request;
    this.#assembler = new TextAssembler(model.tokenizer.vocabulary, model.tokenizer.endTokens, request.stop);
  }

  get events(): readonly ModelEvent[] {
    return this.#events;
  }

  isReady(): boolean {
    return this.#events.length - this.#eventsRead() < MOST_UNREAD;
  }

  started(reusedTokens: number): void {
    this.#events.push({ type: "started", promptTokens: this.prompt.length, prefixTokens: reusedTokens });
  }

  read(row: number, position: number): Result<number | null, ServiceError> {
    const chosen = this.#chooser.choose(row, position + 1);
    if (!chosen.ok) return chosen;
    const { token, ...told } = chosen.value;
    const index = this.#pieces.length;
    const isLast = index + 1 === this.#request.maxTokens;
    const { text, stopType } = this.#assembler.push(token, isLast);
    const piece: TokenPiece = { token, text, ...told };
    this.#pieces.push(piece);
    this.#events.push({ type: "token", ...piece, index });
    if (stopType === null && !isLast) return ok(token);
    this.#events.push(this.#done(stopType ?? "limit"));
    return ok(null);
  }

  failed(error: ServiceError): void {
    this.#events.push({ type: "error", error });
  }

  #done(stopType: "eos" | "limit" | "word"): ModelEvent {
    const pieces = this.#pieces;
    const text = pieces.map((piece) => piece.text).join("");
    const finishReason = stopType === "limit" ? "length" : "stop";
    const usage = { promptTokens: this.prompt.length, completionTokens: pieces.length };
    return { type: "done", generation: { text, pieces, finishReason, stopType, usage } };
  }
}
