import { byteSequences, type Encoding } from "../dfa/byte-sequences.ts";
import { characterDfa } from "../dfa/character-dfa.ts";
import { ANY_CODE_POINT, type CodePoints } from "../dfa/code-points.ts";
import { automaton, choice, literal, repeat, sequence, type Expression } from "../expression/expression.ts";
import { matchesEmpty, nonEmpty, type Alternative, type Pattern } from "./pattern.ts";

/** Turns characters into bytes, each written as `encoding` says. */
export class PatternLowering {
  readonly #encoding: Encoding;
  readonly #sets = new Map<string, Expression>();

  constructor(encoding: Encoding) {
    this.#encoding = encoding;
  }

  /** Texts that match from their first to their last character. */
  whole(alternatives: readonly Alternative[]): Expression {
    return choice(alternatives.map(({ pattern }) => this.#lower(pattern)));
  }

  /** Texts that hold a match anywhere, as `pattern` of a schema means it. */
  anywhere(alternatives: readonly Alternative[]): Expression {
    const anything = repeat(this.#set(ANY_CODE_POINT), 0, Infinity);
    return choice(
      alternatives.map(({ pattern, startsText, endsText }) =>
        sequence(...(startsText ? [] : [anything]), this.#lower(pattern), ...(endsText ? [] : [anything])),
      ),
    );
  }

  #lower(pattern: Pattern): Expression {
    if (pattern.kind === "set") return this.#set(pattern.set);
    if (pattern.kind === "choice") return choice(pattern.options.map((option) => this.#lower(option)));
    if (pattern.kind === "repeat") {
      const body = this.#lower(nonEmpty(pattern.body));
      return repeat(body, matchesEmpty(pattern.body) ? 0 : pattern.min, pattern.max);
    }
    return this.#sequence(pattern.items);
  }

  /** Runs of single characters become one literal. */
  #sequence(items: readonly Pattern[]): Expression {
    const parts: Expression[] = [];
    let text = "";
    for (const item of items) {
      const single = item.kind === "set" ? onlyCharacter(item.set) : null;
      if (single !== null) text += single;
      else {
        parts.push(this.#text(text), this.#lower(item));
        text = "";
      }
    }
    return sequence(...parts, this.#text(text));
  }

  #text(text: string): Expression {
    return literal(this.#encoding === "json" ? JSON.stringify(text).slice(1, -1) : text);
  }

  #set(set: CodePoints): Expression {
    const key = set.join(";");
    const made = this.#sets.get(key) ?? automaton(characterDfa(byteSequences(set, this.#encoding)));
    this.#sets.set(key, made);
    return made;
  }
}

function onlyCharacter(set: CodePoints): string | null {
  return set.length === 1 && set[0]![0] === set[0]![1] ? String.fromCodePoint(set[0]![0]) : null;
}
