import { ok, type EffectiveGenerateRequest, type GenerationEvent, type Result, type ServiceError } from "@steadytext/core";
import { interruption, type GenerationHost } from "../runtime/generation-host.ts";
import type { LanguageModel } from "../runtime/language-model.ts";
import { waitForNews } from "../runtime/wait-for-news.ts";
import type { Sequence } from "../scheduler/sequence.ts";
import { checkBias } from "./check-bias.ts";
import { encodePrompt } from "./encode-prompt.ts";
import { GenerationTask } from "./generation-task.ts";

interface Begun {
  readonly task: GenerationTask;
  readonly sequence: Sequence;
}

const OVER = { done: true, value: undefined } as const;

/**
 * The events of one generation: `started`, a `token` event a token, the end token among them, then `done`; or an `error` as the last. Nothing
 * happens before the first is asked for, and `return` frees at once what the generation holds, also while `next` waits, which no generator
 * function can do. What comes out is a function of the model and the request alone, but for `started`.
 */
export class GenerationEvents implements AsyncIterableIterator<GenerationEvent, undefined> {
  readonly #model: LanguageModel;
  readonly #request: EffectiveGenerateRequest;
  readonly #host: GenerationHost;
  readonly #prefixScope: string;
  #begun: Result<Begun, ServiceError> | null = null;
  #isOver = false;

  constructor(model: LanguageModel, request: EffectiveGenerateRequest, host: GenerationHost, prefixScope: string) {
    this.#model = model;
    this.#request = request;
    this.#host = host;
    this.#prefixScope = prefixScope;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<GenerationEvent, undefined>> {
    if (this.#isOver) return OVER;
    const begun = (this.#begun ??= this.#begin());
    if (!begun.ok) return this.#last({ type: "error", error: begun.error });
    const { task } = begun.value;
    await waitForNews(this.#model.scheduler, this.#host, () => this.#isOver || task.hasEvents);
    const event = task.takeEvent();
    if (this.#isOver || event === undefined) return OVER;
    return event.type === "done" || event.type === "error" ? this.#last(event) : { done: false, value: event };
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    this.#isOver = true;
    if (this.#begun?.ok) this.#model.scheduler.leave(this.#begun.value.sequence);
    return OVER;
  }

  #begin(): Result<Begun, ServiceError> {
    const biased = checkBias(this.#request, this.#model.tokenizer.vocabulary.size);
    if (!biased.ok) return biased;
    const prompt = encodePrompt(this.#model, this.#request);
    if (!prompt.ok) return prompt;
    const task = new GenerationTask({
      model: this.#model,
      request: this.#request,
      prompt: prompt.value,
      prefixScope: this.#prefixScope,
      interruption: () => interruption(this.#host),
    });
    const sequence = this.#model.scheduler.submit(task);
    return sequence.ok ? ok({ task, sequence: sequence.value }) : sequence;
  }

  #last(event: GenerationEvent): IteratorYieldResult<GenerationEvent> {
    this.#isOver = true;
    return { done: false, value: event };
  }
}
