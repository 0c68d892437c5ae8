import { ok, type EffectiveGenerateRequest, type Result, type ServiceError, type TokenPiece } from "@steadytext/core";
import type { DocumentWalk } from "@steadytext/grammar";
import { TokenChooser } from "../sampling/token-chooser.ts";
import type { LogprobSource } from "../sampling/top-logprobs.ts";
import { TextAssembler } from "../streaming/text-assembler.ts";

export type StopType = "eos" | "limit" | "word";

export interface CompletionOptions {
  readonly source: LogprobSource;
  readonly endTokens: ReadonlySet<number>;
  readonly request: EffectiveGenerateRequest;
  /** The document that a constraint holds the text to; null leaves it free. */
  readonly document: DocumentWalk | null;
}

/**
 * The generated tokens and their texts. Where a document goes on in one way only, its tokens are taken without logits, many at a time;
 * with log-probabilities one at a time, each from its own.
 */
export class Completion {
  readonly #chooser: TokenChooser;
  readonly #assembler: TextAssembler;
  /** Let go at the end: events stay for late readers, what made them need not. */
  #document: DocumentWalk | null;
  readonly #maxTokens: number;
  readonly #tellsLogprobs: boolean;
  readonly #isWrapped: boolean;
  readonly #pieces: TokenPiece[] = [];
  /** Tokens that are decided, and not told yet. */
  #due: number[] = [];
  #stopType: StopType | null = null;

  constructor({ source, endTokens, request, document }: CompletionOptions) {
    this.#chooser = new TokenChooser(source, request);
    this.#assembler = new TextAssembler(source.vocabulary, endTokens, request.stop);
    this.#document = document;
    this.#maxTokens = request.maxTokens;
    this.#tellsLogprobs = request.logprobs !== null;
    this.#isWrapped = request.constraint !== undefined && "schema" in request.constraint && request.constraint.wrap === true;
    if (document !== null) this.#due = document.takeForced();
    if (!this.#tellsLogprobs) this.#tellDue();
    if (document?.isFinished && this.#due.length === 0) this.#stopType = "eos";
    if (this.#stopType !== null) this.#document = null;
  }

  /** Those of the tokens so far. */
  get pieces(): readonly TokenPiece[] {
    return this.#pieces;
  }

  /** What ended it; null while it goes on. */
  get stopType(): StopType | null {
    return this.#stopType;
  }

  /** The tokens that `read` chooses from where it reads nothing else; undefined where it may choose any. */
  allowed(): Uint32Array | undefined {
    return this.#tellsLogprobs ? undefined : (this.#document?.mask() ?? undefined);
  }

  /** Reads logits row `row`: what comes at `position`, and all that follows it without a choice. Returns the new tokens. */
  read(row: number, position: number): Result<readonly number[], ServiceError> {
    const decided = this.#due.length > 0 ? ok(null) : this.#decide(row, position);
    if (!decided.ok) return decided;
    const from = this.#pieces.length;
    if (this.#tellsLogprobs) this.#tell(this.#due.shift()!, row);
    else this.#tellDue();
    if (this.#stopType !== null) this.#document = null;
    return ok(this.#pieces.slice(from).map(({ token }) => token));
  }

  #decide(row: number, position: number): Result<null, ServiceError> {
    const chosen = this.#chooser.choose(row, position, this.#document?.mask() ?? null);
    if (!chosen.ok) return chosen;
    const token = chosen.value;
    if (this.#document === null) this.#due = [token];
    else this.#due = [this.#document.take(token), ...this.#document.takeForced()];
    return ok(null);
  }

  #tellDue(): void {
    while (this.#due.length > 0) this.#tell(this.#due.shift()!, null);
  }

  #tell(token: number, row: number | null): void {
    const isLast = this.#due.length === 0 && this.#isWhole();
    const { text, stopType } = this.#assembler.push(token, isLast);
    this.#stopType = stopType ?? (isLast ? (this.#document === null ? "limit" : "eos") : null);
    this.#pieces.push({ token, text: this.#wrapped(text), ...this.#chooser.taken(token, row) });
  }

  /** The text of the piece that is about to be told: the wrapper is part of the first and of the last. */
  #wrapped(text: string): string {
    if (!this.#isWrapped) return text;
    const opening = this.#pieces.length === 0 ? "<json-output>" : "";
    return opening + text + (this.#stopType === null ? "" : "</json-output>");
  }

  /** Whether no token may follow the one that is about to be told. */
  #isWhole(): boolean {
    return this.#document === null ? this.#pieces.length + 1 === this.#maxTokens : this.#document.isFinished;
  }
}
