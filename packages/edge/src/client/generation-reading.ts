import type { GenerateAnswer, TokenEvent } from "../wire/generate.ts";
import type { StreamReading } from "./answer-stream.ts";

/** The events of `POST /generate`: tokens, and the whole answer as the last. */
export class GenerationReading<Final> implements StreamReading<TokenEvent | GenerateAnswer, TokenEvent, Final> {
  readonly #finish: (answer: GenerateAnswer) => Final | Promise<Final>;
  #answer: GenerateAnswer | null = null;

  constructor(finish: (answer: GenerateAnswer) => Final | Promise<Final>) {
    this.#finish = finish;
  }

  item(event: TokenEvent | GenerateAnswer): TokenEvent | null {
    if ("token" in event) return event;
    this.#answer = event;
    return null;
  }

  final(): Final | Promise<Final> | undefined {
    return this.#answer === null ? undefined : this.#finish(this.#answer);
  }
}
