import { err, ok, type Result, type ServiceError, type TokenLogprob } from "@steadytext/core";
import { placeLogprobs, type LogprobSource } from "../sampling/top-logprobs.ts";
import type { SequenceTask } from "../scheduler/sequence-task.ts";

/** What the model thought of a text, given its own tokens so far. */
export interface Score {
  readonly tokens: readonly number[];
  /** Natural logarithm of each token's probability, from the second token on: (tokens - 1,). */
  readonly logProbs: Float64Array;
  /** The token the model would have chosen in each of these places: (tokens - 1,). */
  readonly best: Int32Array;
  /** The most likely tokens in each of these places, best first: (tokens - 1, as many as were asked for). */
  readonly top: readonly (readonly TokenLogprob[])[];
}

export interface ScoringTaskOptions {
  readonly source: LogprobSource;
  readonly tokens: readonly number[];
  /** How many of the most likely tokens are told in each place, 0 to 20. */
  readonly top: number;
  readonly prefixScope: string;
  readonly interruption: SequenceTask["interruption"];
}

/** The scoring of one text in the scheduler: reads the logits behind every token but the last. */
export class ScoringTask implements SequenceTask {
  readonly prompt: readonly number[];
  readonly mostNewTokens = 0;
  readonly prefixScope: string;
  readonly readsFrom = 0;
  readonly speculates = false;
  readonly interruption: SequenceTask["interruption"];
  /** Null until it is there. */
  result: Result<Score, ServiceError> | null = null;
  readonly #source: LogprobSource;
  readonly #tokens: readonly number[];
  readonly #count: number;
  readonly #logProbs: Float64Array;
  readonly #best: Int32Array;
  readonly #top: (readonly TokenLogprob[])[] = [];

  constructor({ source, tokens, top, prefixScope, interruption }: ScoringTaskOptions) {
    this.prompt = tokens.slice(0, -1);
    this.prefixScope = prefixScope;
    this.interruption = interruption;
    this.#source = source;
    this.#tokens = tokens;
    this.#count = top;
    this.#logProbs = new Float64Array(tokens.length - 1);
    this.#best = new Int32Array(tokens.length - 1);
  }

  allowed(): undefined {}

  isReady(): boolean {
    return true;
  }

  isCaughtUp(): boolean {
    return true;
  }

  started(): void {}

  read(row: number, position: number): Result<readonly number[] | null, ServiceError> {
    const next = this.#tokens[position + 1]!;
    const { logprob, top } = placeLogprobs(this.#source, row, next, this.#count);
    this.#logProbs[position] = logprob;
    this.#best[position] = this.#source.kernel.argmax(row);
    this.#top.push(top);
    if (position + 2 < this.#tokens.length) return ok([next]);
    this.result = ok({ tokens: this.#tokens, logProbs: this.#logProbs, best: this.#best, top: this.#top });
    return ok(null);
  }

  failed(error: ServiceError): void {
    this.result = err(error);
  }
}
