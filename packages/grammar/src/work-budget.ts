import { GrammarError, unsupported } from "./grammar-error.ts";
import { WORK } from "./limits.ts";

/** What one compilation may still do, in the steps that machines count: about a third of a microsecond each. */
export class WorkBudget {
  #left: number = WORK;

  get left(): number {
    return this.#left;
  }

  /** Raises `GrammarError` once nothing is left; `pointer` is blamed, null where the constraint is no schema. */
  spend(work: number, pointer: string | null): void {
    this.#left -= work;
    if (this.#left >= 0) return;
    const message = "The constraint is too complex to be compiled: it spells too many values, names, ranges or combinations of them";
    throw pointer === null ? new GrammarError("invalid_request", message) : unsupported(pointer, message);
  }
}
