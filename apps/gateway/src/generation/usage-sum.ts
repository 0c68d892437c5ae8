import { NOTHING_USED, type Admission, type UsedTokens } from "../auth/admission.ts";

/** Adds up what the generations of one request used, to be settled together. */
export class UsageSum implements Pick<Admission, "settle"> {
  #used = NOTHING_USED;

  get used(): UsedTokens {
    return this.#used;
  }

  settle({ promptTokens, completionTokens }: UsedTokens): Promise<void> {
    const sum = this.#used;
    this.#used = { promptTokens: sum.promptTokens + promptTokens, completionTokens: sum.completionTokens + completionTokens };
    return Promise.resolve();
  }
}
