import { PATTERN_WORK } from "../limits.ts";

/** What one compilation may still spend on exploring expressions, in the steps that machines count. */
export class WorkBudget {
  #left: number = PATTERN_WORK;

  get left(): number {
    return this.#left;
  }

  spend(work: number): void {
    this.#left -= work;
  }
}
