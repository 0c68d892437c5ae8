import { ok, type EffectiveGenerateRequest, type Result, type ServiceError, type TokenPiece } from "@steadytext/core";
import type { LanguageModel } from "../runtime/language-model.ts";
import { TokenChooser } from "../sampling/token-chooser.ts";
import type { SequenceTask } from "../scheduler/sequence-task.ts";
import { TextAssembler } from "../streaming/text-assembler.ts";
import type { ModelEvent } from "./model-event.ts";
import { PromptEcho } from "./prompt-echo.ts";

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
  readonly #echo: PromptEcho | null;
  readonly #promptTokens: number;
  readonly #request: EffectiveGenerateRequest;
  readonly #assembler: TextAssembler;
  readonly #pieces: TokenPiece[] = [];
  readonly #events: ModelEvent[] = [];
  readonly #eventsRead: () => number;

  constructor({ model, request, prompt, prefixScope, interruption, eventsRead }: GenerationTaskOptions) {
    const { kernel, tokenizer } = model;
    const source = { kernel, vocabulary: tokenizer.vocabulary };
    // Without a token to choose, the logits behind the last one are nobody's.
    this.prompt = request.maxTokens === 0 ? prompt.slice(0, -1) : prompt;
    this.mostNewTokens = request.maxTokens;
    this.prefixScope = prefixScope;
    this.#echo = request.echo ? new PromptEcho(source, prompt, request.logprobs) : null;
    this.readsFrom = this.#echo === null || this.#echo.isComplete ? prompt.length - 1 : 0;
    this.interruption = interruption;
    this.#eventsRead = eventsRead;
    this.#chooser = new TokenChooser(source, request);
    this.#request = request;
    this.#promptTokens = prompt.length;
    this.#assembler = new TextAssembler(tokenizer.vocabulary, tokenizer.endTokens, request.stop);
  }

  get events(): readonly ModelEvent[] {
    return this.#events;
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
  }

  /** For a prompt that is told back and nothing else: whether no logits are needed. Then the events are all there, and nothing is to be submitted. */
  isDoneAtOnce(): boolean {
    if (this.mostNewTokens > 0 || this.#echo?.isComplete === false) return false;
    this.started(0);
    this.#events.push(this.#done("limit"));
    return true;
  }

  read(row: number, position: number): Result<number | null, ServiceError> {
    return position + 1 < this.#promptTokens ? this.#readPrompt(row, position) : this.#readNext(row, position);
  }

  failed(error: ServiceError): void {
    this.#events.push({ type: "error", error });
  }

  #readPrompt(row: number, position: number): Result<number | null, ServiceError> {
    const next = this.#echo?.read(row, position) ?? null;
    this.#tellPrompt();
    if (position + 2 < this.#promptTokens || this.mostNewTokens > 0) return ok(next);
    this.#events.push(this.#done("limit"));
    return ok(null);
  }

  #readNext(row: number, position: number): Result<number | null, ServiceError> {
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

  #tellPrompt(): void {
    if (this.#echo?.isComplete) this.#events.push({ type: "prompt", pieces: this.#echo.pieces });
  }

  #done(stopType: "eos" | "limit" | "word"): ModelEvent {
    const pieces = this.#pieces;
    const text = pieces.map((piece) => piece.text).join("");
    const finishReason = stopType === "limit" ? "length" : "stop";
    const usage = { promptTokens: this.#promptTokens, completionTokens: pieces.length };
    const prompt = this.#echo === null ? {} : { prompt: this.#echo.pieces };
    return { type: "done", generation: { ...prompt, text, pieces, finishReason, stopType, usage } };
  }
}
