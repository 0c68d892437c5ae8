import { byteSequences, type Encoding } from "../dfa/byte-sequences.ts";
import { characterDfa } from "../dfa/character-dfa.ts";
import { ANY_CODE_POINT, type CodePoints } from "../dfa/code-points.ts";
import { automaton, choice, EMPTY, literal, repeat, sequence, type Expression } from "../expression/expression.ts";
import type { WorkBudget } from "../work-budget.ts";
import { matchesEmpty, type Alternative, type Pattern } from "./pattern.ts";

/** What a range of characters costs, and a state of their automaton, in the steps of a budget. */
const RANGE_WORK = 2;
const STATE_WORK = 40;

/** Any text at all, which most patterns may have around them. */
const ANYTHING: Readonly<Record<Encoding, Expression>> = { utf8: anything("utf8"), json: anything("json") };

function anything(encoding: Encoding): Expression {
  return repeat(automaton(characterDfa(byteSequences(ANY_CODE_POINT, encoding))), 0, Infinity);
}

/** Turns characters into bytes, each written as `encoding` says. */
export class PatternLowering {
  readonly #encoding: Encoding;
  readonly #budget: WorkBudget;
  readonly #sets = new Map<string, Expression>();
  /** Each part is lowered once in each form: where repetitions nest, forms of forms would double with each level. */
  readonly #lowered = new Map<Pattern, Expression>();
  readonly #nonEmpty = new Map<Pattern, Expression>();

  constructor(encoding: Encoding, budget: WorkBudget) {
    this.#encoding = encoding;
    this.#budget = budget;
  }

  /** Texts that match from their first to their last character. */
  whole(alternatives: readonly Alternative[]): Expression {
    return choice(alternatives.map(({ pattern }) => this.#lower(pattern)));
  }

  /** Texts that hold a match anywhere, as `pattern` of a schema means it. */
  anywhere(alternatives: readonly Alternative[]): Expression {
    const around = ANYTHING[this.#encoding];
    return choice(
      alternatives.map(({ pattern, startsText, endsText }) =>
        sequence(...(startsText ? [] : [around]), this.#lower(pattern), ...(endsText ? [] : [around])),
      ),
    );
  }

  #lower(pattern: Pattern): Expression {
    const made = this.#lowered.get(pattern) ?? this.#made(pattern);
    this.#lowered.set(pattern, made);
    return made;
  }

  #made(pattern: Pattern): Expression {
    if (pattern.kind === "set") return this.#set(pattern.set);
    if (pattern.kind === "choice") return choice(pattern.options.map((option) => this.#lower(option)));
    if (pattern.kind === "sequence") return this.#sequence(pattern.items);
    return repeat(this.#lowerNonEmpty(pattern.body), matchesEmpty(pattern.body) ? 0 : pattern.min, pattern.max);
  }

  /** The same texts but the empty one. */
  #lowerNonEmpty(pattern: Pattern): Expression {
    if (!matchesEmpty(pattern)) return this.#lower(pattern);
    const made = this.#nonEmpty.get(pattern) ?? this.#madeNonEmpty(pattern);
    this.#nonEmpty.set(pattern, made);
    return made;
  }

  #madeNonEmpty(pattern: Pattern): Expression {
    if (pattern.kind === "set") return this.#set(pattern.set);
    if (pattern.kind === "choice") return choice(pattern.options.map((option) => this.#lowerNonEmpty(option)));
    if (pattern.kind === "repeat") return repeat(this.#lowerNonEmpty(pattern.body), 1, pattern.max);
    // The first item that is not empty, and whatever the ones after it match: what follows is shared.
    const options: Expression[] = [];
    let rest = EMPTY;
    for (const item of pattern.items.toReversed()) {
      options.push(sequence(this.#lowerNonEmpty(item), rest));
      rest = sequence(this.#lower(item), rest);
    }
    return choice(options.toReversed());
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
    const known = this.#sets.get(key);
    if (known) return known;
    this.#budget.spend(set.length * RANGE_WORK, null);
    const dfa = characterDfa(byteSequences(set, this.#encoding));
    this.#budget.spend((dfa?.accepting.length ?? 0) * STATE_WORK, null);
    const made = automaton(dfa);
    this.#sets.set(key, made);
    return made;
  }
}

function onlyCharacter(set: CodePoints): string | null {
  return set.length === 1 && set[0]![0] === set[0]![1] ? String.fromCodePoint(set[0]![0]) : null;
}
