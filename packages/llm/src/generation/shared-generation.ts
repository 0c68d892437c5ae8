import { err, ok, type EffectiveGenerateRequest, type Result, type ServiceError } from "@steadytext/core";
import { interruption, type GenerationHost } from "../runtime/generation-host.ts";
import type { LanguageModel } from "../runtime/language-model.ts";
import type { Sequence } from "../scheduler/sequence.ts";
import { checkBias } from "./check-bias.ts";
import { encodePrompt } from "./encode-prompt.ts";
import { GenerationEvents } from "./generation-events.ts";
import { GenerationTask } from "./generation-task.ts";
import type { ModelEvent } from "./model-event.ts";

interface Begun {
  readonly task: GenerationTask;
  /** Null where nothing had to be computed. */
  readonly sequence: Sequence | null;
}

export interface SharedGenerationOptions {
  readonly model: LanguageModel;
  readonly request: EffectiveGenerateRequest;
  readonly prefixScope: string;
  /** Told once that nobody can join any more: it is over, or everybody left. */
  onEnd?(): void;
}

const NOBODY: ServiceError = { code: "cancelled", message: "Nobody waits for this generation any more" };

/**
 * One generation as a log of events that any number of readers follow, each at its own pace and until its own deadline. It begins when the
 * first of them asks, and stops when the last one leaves. A computation that fails is begun once more for all: it gives the same events again,
 * so that nobody notices. Readers wait for nothing but themselves, since any of them may vanish.
 */
export class SharedGeneration {
  readonly #options: SharedGenerationOptions;
  readonly #readers = new Map<GenerationEvents, GenerationHost>();
  #begun: Result<Begun, ServiceError> | null = null;
  #eventsRead = 0;
  #hasRetried = false;
  #isStopped = false;
  #isLive = true;

  constructor(options: SharedGenerationOptions) {
    this.#options = options;
  }

  /** False once it is over or everybody left: then it is of no use to another reader. */
  get isLive(): boolean {
    return this.#isLive && this.#last() === undefined;
  }

  /** Whether a reader's time is not over yet; also before the first one comes. */
  get isWanted(): boolean {
    return this.isLive && (this.#readers.size === 0 || this.#interruption() === null);
  }

  /** True once it has come to its end by itself: its events stay the same from now on. */
  get isWhole(): boolean {
    return this.#log().at(-1)?.type === "done";
  }

  /** Another reader, who gets every event from the first one on. */
  join(host: GenerationHost): GenerationEvents {
    const reader = new GenerationEvents(this, this.#options.model.scheduler, host);
    this.#readers.set(reader, host);
    return reader;
  }

  /** Event `index`, or the last one where it ended before that; undefined while it is not there. */
  event(index: number): ModelEvent | undefined {
    if (!this.#isStopped) this.#proceed();
    const last = this.#last();
    if (last !== undefined) this.#end();
    return this.#log()[index] ?? last;
  }

  /** Somebody has read this many events: the computation may go on. */
  passed(events: number): void {
    this.#eventsRead = Math.max(this.#eventsRead, events);
  }

  /** One reader goes. The last one stops the computation and frees what it holds. */
  leave(reader: GenerationEvents): void {
    if (this.#readers.delete(reader) && this.#readers.size === 0) this.stop();
  }

  /** Stops the computation, whoever reads. */
  stop(): void {
    this.#isStopped = true;
    if (this.#begun?.ok) {
      const { task, sequence } = this.#begun.value;
      if (sequence !== null) this.#options.model.scheduler.leave(sequence);
      task.release();
    }
    this.#end();
  }

  /** Begins, or begins again when the computation failed for the first time. */
  #proceed(): void {
    const last = this.#last();
    const fails = last?.type === "error" && last.error.code === "internal";
    if (this.#begun !== null && (!fails || this.#hasRetried)) return;
    this.#hasRetried = this.#begun !== null;
    this.#begun = this.#begin();
  }

  #log(): readonly ModelEvent[] {
    return this.#begun?.ok ? this.#begun.value.task.events : [];
  }

  #last(): ModelEvent | undefined {
    if (this.#begun?.ok === false) return { type: "error", error: this.#begun.error };
    const last = this.#log().at(-1);
    if (last?.type === "done" || last?.type === "error") return last;
    return this.#isStopped ? { type: "error", error: NOBODY } : undefined;
  }

  #end(): void {
    if (this.#isLive) this.#options.onEnd?.();
    this.#isLive = false;
  }

  #begin(): Result<Begun, ServiceError> {
    const { model, request, prefixScope } = this.#options;
    const biased = checkBias(request, model.tokenizer.vocabulary.size);
    if (!biased.ok) return biased;
    const prompt = encodePrompt(model, request);
    if (!prompt.ok) return prompt;
    const document = request.constraint === undefined ? ok(null) : model.constraints.begin(request.constraint, request.maxTokens);
    if (!document.ok) return document;
    const task = new GenerationTask({
      model,
      request,
      prompt: prompt.value,
      document: document.value,
      prefixScope,
      interruption: () => this.#interruption(),
      eventsRead: () => this.#eventsRead,
    });
    if (task.isDoneAtOnce()) return ok({ task, sequence: null });
    const sequence = model.scheduler.submit(task);
    if (sequence.ok) return ok({ task, sequence: sequence.value });
    task.release();
    return err(sequence.error);
  }

  /** Null as long as one reader wants it: the latest deadline counts. */
  #interruption(): ServiceError | null {
    let stopped: ServiceError = NOBODY;
    for (const host of this.#readers.values()) {
      const reason = interruption(host);
      if (reason === null) return null;
      stopped = reason;
    }
    return stopped;
  }
}
