/** A token that stands for itself in text, not for bytes that merge. */
export interface SpecialToken {
  readonly id: number;
  readonly text: string;
  /** Control tokens are parsed only on request; user-defined ones always. */
  readonly control: boolean;
}

/** A stretch of text, and whether control tokens written in it count as tokens. */
export interface Segment {
  readonly text: string;
  readonly parseSpecial: boolean;
}

/**
 * Cuts segments into token ids and stretches of plain text, where plain text that meets is one stretch. The longest special token goes
 * first over the whole text, then the next one over what is left, as llama.cpp does it.
 */
export class SpecialTokens {
  readonly #longestFirst: readonly SpecialToken[];

  constructor(tokens: readonly SpecialToken[]) {
    this.#longestFirst = tokens.filter(({ text }) => text !== "").sort((a, b) => b.text.length - a.text.length || a.id - b.id);
  }

  cut(segments: readonly Segment[]): (number | string)[] {
    const parts: (number | string)[] = [];
    for (const segment of segments) {
      for (const part of this.#cutOne(segment)) {
        const last = parts.at(-1);
        if (typeof part === "string" && typeof last === "string") parts[parts.length - 1] = last + part;
        else parts.push(part);
      }
    }
    return parts;
  }

  #cutOne({ text, parseSpecial }: Segment): (number | string)[] {
    let parts: (number | string)[] = [text];
    for (const token of this.#longestFirst) {
      if (token.control && !parseSpecial) continue;
      parts = parts.flatMap((part) => (typeof part === "string" && part.includes(token.text) ? cutBy(part, token) : [part]));
    }
    return parts.filter((part) => part !== "");
  }
}

function cutBy(text: string, token: SpecialToken): (number | string)[] {
  return text.split(token.text).flatMap((part, i) => (i === 0 ? [part] : [token.id, part]));
}
