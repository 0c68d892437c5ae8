import { ok, type EffectiveGenerateRequest, type Result, type ServiceError } from "@steadytext/core";
import { chooseToken } from "./choose-token.ts";
import { LogitAdjustments } from "./logit-adjustments.ts";
import { placeLogprobs, type LogprobSource, type PlaceLogprobs } from "./top-logprobs.ts";

/** A chosen token, with log-probabilities where the request asks for them. */
export interface ChosenToken extends Partial<PlaceLogprobs> {
  readonly token: number;
}

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

  /** The token for `position`, from logits row `row` of the last step. */
  choose(row: number, position: number): Result<ChosenToken, ServiceError> {
    const { kernel } = this.#source;
    const chosen = this.#adjustments.during(kernel.logits(row), () => chooseToken(kernel, row, this.#request, position));
    if (!chosen.ok) return chosen;
    const token = chosen.value;
    this.#adjustments.count(token);
    const { logprobs } = this.#request;
    if (logprobs === null) return ok({ token });
    // The adjustments are gone by now: these are of the model's own distribution.
    return ok({ token, ...placeLogprobs(this.#source, row, token, logprobs) });
  }
}
