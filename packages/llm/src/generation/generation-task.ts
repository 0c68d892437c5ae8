import { ok, type EffectiveGenerateRequest, type Result, type ServiceError } from "@steadytext/core";
import type { HeldDocument } from "../constraint/constraints.ts";
import type { LanguageModel } from "../runtime/language-model.ts";
import type { SequenceTask } from "../scheduler/sequence-task.ts";
import { Completion } from "./completion.ts";
import type { ModelEvent } from "./model-event.ts";
import { PromptEcho } from "./prompt-echo.ts";

/** Events that may wait for the reader who is furthest before the sequence rests. */
const MOST_UNREAD = 4;

export interface GenerationTaskOptions {
  readonly model: LanguageModel;
  readonly request: EffectiveGenerateRequest;
  readonly prompt: readonly number[];
  /** What a constraint holds the text to; null where it is free. */
  readonly document: HeldDocument | null;
  readonly prefixScope: string;
  readonly interruption: SequenceTask["interruption"];
  /** Events that the reader who is furthest has read. */
  eventsRead(): number;
}

/** One generation in the scheduler: what it reads of the model, and a log of the events that tell of it. */
export class GenerationTask implements SequenceTask {
  /** The request's prompt, and what follows it whatever the model thinks. */
  readonly prompt: readonly number[];
  readonly mostNewTokens: number;
  readonly prefixScope: string;
  readonly speculates = true;
  readonly interruption: SequenceTask["interruption"];
  readonly #echo: PromptEcho | null;
  readonly #promptTokens: number;
  readonly #completion: Completion;
  readonly #document: HeldDocument | null;
  readonly #events: ModelEvent[] = [];
  readonly #eventsRead: () => number;
  #readsFrom: number;
  #toldPieces = 0;

  constructor({ model, request, prompt, document, prefixScope, interruption, eventsRead }: GenerationTaskOptions) {
    const { kernel, tokenizer } = model;
    const source = { kernel, vocabulary: tokenizer.vocabulary };
    this.#completion = new Completion({ source, endTokens: tokenizer.endTokens, request, document: document?.walk ?? null });
    this.#document = document;
    this.#promptTokens = prompt.length;
    const known = [...prompt, ...this.#completion.pieces.map(({ token }) => token)];
    const isKnown = request.maxTokens === 0 || this.#completion.stopType !== null;
    // Without a token to choose, the logits behind the last one are nobody's.
    this.prompt = isKnown ? prompt.slice(0, -1) : known;
    this.mostNewTokens = isKnown ? 0 : request.maxTokens + prompt.length - known.length;
    this.prefixScope = prefixScope;
    this.#echo = request.echo ? new PromptEcho(source, prompt, request.logprobs) : null;
    this.#readsFrom = this.#echo === null || this.#echo.isComplete ? known.length - 1 : 0;
    this.interruption = interruption;
    this.#eventsRead = eventsRead;
  }

  get events(): readonly ModelEvent[] {
    return this.#events;
  }

  get readsFrom(): number {
    return this.#readsFrom;
  }

  isCaughtUp(): boolean {
    return this.#events.length === this.#eventsRead();
  }

  isReady(): boolean {
    return this.#events.length - this.#eventsRead() < MOST_UNREAD;
  }

  started(reusedTokens: number): void {
    this.#events.push({ type: "started", promptTokens: this.#promptTokens, prefixTokens: reusedTokens });
    this.#tellPrompt();
    this.#tellPieces();
  }

  /** Whether there is nothing to compute. Then the events are all there, and nothing is to be submitted. */
  isDoneAtOnce(): boolean {
    if (this.mostNewTokens > 0 || this.#echo?.isComplete === false) return false;
    this.started(0);
    this.#tellDone();
    return true;
  }

  read(row: number, position: number): Result<readonly number[] | null, ServiceError> {
    return position + 1 < this.#promptTokens ? this.#readPrompt(row, position) : this.#readNext(row, position);
  }

  allowed(): Uint32Array | undefined {
    return this.#completion.allowed();
  }

  failed(error: ServiceError): void {
    this.#events.push({ type: "error", error });
    this.release();
  }

  /** Lets go of the constraint: nothing more is computed. */
  release(): void {
    this.#document?.release();
  }

  #readPrompt(row: number, position: number): Result<readonly number[] | null, ServiceError> {
    const next = this.#echo?.read(row, position);
    this.#tellPrompt();
    if (next !== undefined && (position + 2 < this.#promptTokens || this.mostNewTokens > 0)) return ok([next]);
    this.#tellDone();
    return ok(null);
  }

  #readNext(row: number, position: number): Result<readonly number[] | null, ServiceError> {
    const tokens = this.#completion.read(row, position + 1);
    if (!tokens.ok) return tokens;
    this.#readsFrom = position + tokens.value.length;
    this.#tellPieces();
    if (this.#completion.stopType === null) return tokens;
    this.#tellDone();
    return ok(null);
  }

  #tellPrompt(): void {
    if (this.#echo?.isComplete) this.#events.push({ type: "prompt", pieces: this.#echo.pieces });
  }

  #tellPieces(): void {
    const { pieces } = this.#completion;
    for (; this.#toldPieces < pieces.length; this.#toldPieces++) {
      this.#events.push({ type: "token", ...pieces[this.#toldPieces]!, index: this.#toldPieces });
    }
  }

  #tellDone(): void {
    this.release();
    const { pieces, stopType: ended } = this.#completion;
    const stopType = ended ?? "limit";
    const text = pieces.map((piece) => piece.text).join("");
    const finishReason = stopType === "limit" ? "length" : "stop";
    const usage = { promptTokens: this.#promptTokens, completionTokens: pieces.length };
    const prompt = this.#echo === null ? {} : { prompt: this.#echo.pieces };
    this.#events.push({ type: "done", generation: { ...prompt, text, pieces, finishReason, stopType, usage } });
  }
}
