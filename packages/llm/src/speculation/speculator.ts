import { Acceptance } from "./acceptance.ts";
import { lookUpDraft, type Draft } from "./prompt-lookup.ts";

/** Tokens that may be proposed with how likely each is to be right. */
export interface DraftOffer {
  readonly tokens: readonly number[];
  readonly acceptance: number;
}

/** With the pending token's, as many rows as have logits. */
const MOST_DRAFTS = 7;

/** Proposes the next tokens of one sequence, and learns from what was chosen, also where its proposal was not tried: that costs nothing. */
export class Speculator {
  readonly #acceptance = new Acceptance();
  #draft: Draft | null = null;
  #length = 0;

  /** What may follow `tokens`, or null. */
  offer(tokens: readonly number[]): DraftOffer | null {
    this.#draft = lookUpDraft(tokens, MOST_DRAFTS);
    this.#length = tokens.length;
    return this.#draft === null ? null : { tokens: this.#draft.tokens, acceptance: this.#acceptance.rate(this.#draft.matched) };
  }

  /** Compares the last offer with the tokens that came. */
  learn(tokens: readonly number[]): void {
    if (this.#draft === null) return;
    const { matched, tokens: proposed } = this.#draft;
    const came = Math.min(tokens.length - this.#length, proposed.length);
    for (let i = 0; i < came; i++) {
      const isHit = proposed[i] === tokens[this.#length + i];
      this.#acceptance.observe(matched, isHit);
      if (!isHit) return;
    }
  }
}
