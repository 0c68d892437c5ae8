import { NOTHING_USED, type Admission, type UsedTokens } from "../auth/admission.ts";
import type { ReadStep } from "./event-reader.ts";
import type { StepSource } from "./live-transcript.ts";

/**
 * The steps of a generation, which settle its request where they end: before the last one is handed on, so that no answer is complete
 * whose tokens are not counted. A caller who leaves pays for what was computed until then; one whose generation fails pays no tokens.
 */
export class SettledSteps implements StepSource {
  readonly #steps: StepSource;
  readonly #admission: Pick<Admission, "settle">;
  #used = NOTHING_USED;
  #isSettled = false;

  constructor(steps: StepSource, admission: Pick<Admission, "settle">) {
    this.#steps = steps;
    this.#admission = admission;
  }

  async next(waitMs: number): Promise<ReadStep> {
    const step = await this.#steps.next(waitMs);
    if (step.type === "started") this.#used = { ...this.#used, promptTokens: step.promptTokens };
    if (step.type === "token") this.#used = { ...this.#used, completionTokens: this.#used.completionTokens + 1 };
    if (step.type === "done" || step.type === "capped") await this.#settle(step.generation.usage);
    // Another try follows a changed model, and the request's tokens stay reserved for it.
    if (step.type === "error" && step.error.code !== "model_changed") await this.#settle(NOTHING_USED);
    return step;
  }

  async cancel(reason?: unknown): Promise<void> {
    const settled = this.#settle(this.#used);
    await this.#steps.cancel(reason);
    await settled;
  }

  /** Once: what comes after a caller left is of no account. */
  async #settle(used: UsedTokens): Promise<void> {
    if (this.#isSettled) return;
    this.#isSettled = true;
    await this.#admission.settle(used);
  }
}
