import { GrammarError } from "../grammar-error.ts";

/** A cursor over the characters of a regular expression. */
export class PatternReader {
  readonly #characters: readonly string[];
  #at = 0;

  constructor(source: string) {
    this.#characters = [...source];
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#characters.length;
  }

  /** The next character; empty at the end. */
  peek(): string {
    return this.#characters[this.#at] ?? "";
  }

  /** The next `length` characters. */
  ahead(length: number): string {
    return this.#characters.slice(this.#at, this.#at + length).join("");
  }

  next(): string {
    const character = this.peek();
    if (character === "") throw this.error("it ends too early");
    this.#at++;
    return character;
  }

  /** Takes `text` if it comes next. */
  take(text: string): boolean {
    if (this.ahead(text.length) !== text) return false;
    this.#at += text.length;
    return true;
  }

  /** Takes digits of a base; null if there are not `least` to `most` of them. */
  takeNumber(base: number, least: number, most: number): number | null {
    let digits = "";
    while (digits.length < most && isDigit(this.peek(), base)) digits += this.next();
    return digits.length < least ? null : Number.parseInt(digits, base);
  }

  error(reason: string): GrammarError {
    return new GrammarError("invalid_request", `The regular expression is not taken at character ${this.#at + 1}: ${reason}`);
  }
}

function isDigit(character: string, base: number): boolean {
  return character !== "" && "0123456789abcdef".slice(0, base).includes(character.toLowerCase());
}
