import type { EffectiveGenerateRequest } from "@steadytext/core";

export type AdjustmentFields = Pick<EffectiveGenerateRequest, "presencePenalty" | "frequencyPenalty" | "logitBias">;

/**
 * What a request adds to the logits before a token is chosen: its bias, less the penalties of the tokens generated so far; the prompt's
 * tokens have none. One number a token, rounded to f32 before and after it is added: exact IEEE arithmetic in one order.
 */
export class LogitAdjustments {
  readonly #presencePenalty: number;
  readonly #frequencyPenalty: number;
  readonly #bias: ReadonlyMap<number, number>;
  readonly #counts = new Map<number, number>();

  constructor({ presencePenalty, frequencyPenalty, logitBias }: AdjustmentFields) {
    this.#presencePenalty = presencePenalty;
    this.#frequencyPenalty = frequencyPenalty;
    this.#bias = new Map(logitBias);
  }

  /** Tells of a generated token. */
  count(token: number): void {
    if (this.#presencePenalty !== 0 || this.#frequencyPenalty !== 0) this.#counts.set(token, (this.#counts.get(token) ?? 0) + 1);
  }

  /** Lets `choose` see the adjusted logits, and puts the model's own back, which log-probabilities are made of. */
  during<T>(logits: Float32Array, choose: () => T): T {
    if (this.#bias.size === 0 && this.#counts.size === 0) return choose();
    const own = new Map<number, number>();
    for (const token of [...this.#bias.keys(), ...this.#counts.keys()]) own.set(token, logits[token]!);
    for (const [token, logit] of own) logits[token] = logit + Math.fround(this.#adjustment(token));
    try {
      return choose();
    } finally {
      for (const [token, logit] of own) logits[token] = logit;
    }
  }

  #adjustment(token: number): number {
    const count = this.#counts.get(token) ?? 0;
    const penalty = count === 0 ? 0 : this.#presencePenalty + this.#frequencyPenalty * count;
    return (this.#bias.get(token) ?? 0) - penalty;
  }
}
