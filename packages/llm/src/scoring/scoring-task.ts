import { err, ok, type Result, type ServiceError } from "@steadytext/core";
import type { Kernel } from "@steadytext/kernel";
import type { SequenceTask } from "../scheduler/sequence-task.ts";

/** What the model thought of a text, given its own tokens so far. */
export interface Score {
  /** Natural logarithm of each token's probability, from the second token on: (tokens - 1,). */
  readonly logProbs: Float64Array;
  /** The token the model would have chosen in each of these places: (tokens - 1,). */
  readonly best: Int32Array;
}

/** The scoring of one text in the scheduler: reads the logits behind every token but the last. */
export class ScoringTask implements SequenceTask {
  readonly prompt: readonly number[];
  readonly mostNewTokens = 0;
  readonly prefixScope = "";
  readonly readsFrom = 0;
  readonly speculates = false;
  readonly interruption: SequenceTask["interruption"];
  /** Null until it is there. */
  result: Result<Score, ServiceError> | null = null;
  readonly #kernel: Kernel;
  readonly #tokens: readonly number[];
  readonly #score: Score;

  constructor(kernel: Kernel, tokens: readonly number[], interruption: SequenceTask["interruption"]) {
    this.prompt = tokens.slice(0, -1);
    this.interruption = interruption;
    this.#kernel = kernel;
    this.#tokens = tokens;
    this.#score = { logProbs: new Float64Array(tokens.length - 1), best: new Int32Array(tokens.length - 1) };
  }

  isReady(): boolean {
    return true;
  }

  started(): void {}

  read(row: number, position: number): Result<number | null, ServiceError> {
    const next = this.#tokens[position + 1]!;
    this.#score.logProbs[position] = this.#kernel.logProb(row, next);
    this.#score.best[position] = this.#kernel.argmax(row);
    if (position + 2 < this.#tokens.length) return ok(next);
    this.result = ok(this.#score);
    return ok(null);
  }

  failed(error: ServiceError): void {
    this.result = err(error);
  }
}
