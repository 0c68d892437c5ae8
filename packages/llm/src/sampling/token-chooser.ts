import type { EffectiveGenerateRequest, Result, ServiceError } from "@steadytext/core";
import { chooseToken } from "./choose-token.ts";
import { LogitAdjustments } from "./logit-adjustments.ts";
import { masked } from "./token-mask.ts";
import { placeLogprobs, type LogprobSource, type PlaceLogprobs } from "./top-logprobs.ts";

/** Chooses the tokens of one generation, in order. Each is a function of the logits, the request, its position and the tokens before it. */
export class TokenChooser {
  readonly #source: LogprobSource;
  readonly #request: EffectiveGenerateRequest;
  readonly #adjustments: LogitAdjustments;

  constructor(source: LogprobSource, request: EffectiveGenerateRequest) {
    this.#source = source;
    this.#request = request;
    this.#adjustments = new LogitAdjustments(request);
  }

  /** The token for `position`, from logits row `row` of the last step; one of those that `mask` allows. */
  choose(row: number, position: number, mask: Uint32Array | null): Result<number, ServiceError> {
    const { kernel } = this.#source;
    const logits = kernel.logits(row);
    return this.#adjustments.during(logits, () =>
      masked(logits, mask, this.#request.logprobs !== null, () => chooseToken(kernel, row, this.#request, position)),
    );
  }

  /**
   * Tells which token was taken. Returns its log-probabilities where the request asks for them: of the model's own distribution, before
   * adjustments and mask. `row` is null where none was read.
   */
  taken(token: number, row: number | null): Partial<PlaceLogprobs> {
    this.#adjustments.count(token);
    const { logprobs } = this.#request;
    return logprobs === null || row === null ? {} : placeLogprobs(this.#source, row, token, logprobs);
  }
}
