import { fail, ok, type Result, type ServiceError } from "@steadytext/core";
import { choice, literal, type Expression } from "./expression/expression.ts";
import { byteLength } from "./expression/byte-length.ts";
import { measure } from "./expression/measure.ts";
import { GrammarError } from "./grammar-error.ts";
import { Grammar } from "./grammar.ts";
import { CHOICE_BYTES, CHOICES, GRAMMAR_BYTES, SHORTEST_DOCUMENT_BYTES } from "./limits.ts";
import { compilePattern } from "./regex/compile-pattern.ts";
import { WorkBudget } from "./work-budget.ts";
import { checkSize } from "./schema/check-size.ts";
import { COMPACT, SPACED, type JsonValue } from "./schema/json-value.ts";
import { SchemaCompiler } from "./schema/schema-compiler.ts";

/** What a document must be: exactly one of `schema`, `regex` and `choices`. */
export interface Constraint {
  /** JSON Schema, draft 2020-12. */
  readonly schema?: unknown;
  /** Matched by the whole text. */
  readonly regex?: string;
  /** The text is one of these. */
  readonly choices?: readonly string[];
  /** Of a schema's documents: `compact` (the default) writes `{"a":1,"b":2}`, `spaced` a space after each comma and colon. */
  readonly separators?: "compact" | "spaced";
}

/**
 * Compiles a constraint. `unsupported_schema`, with the keyword's JSON pointer in `details.pointer`, where a schema asks for what
 * cannot be guaranteed; `invalid_request` where a regular expression or a choice list is not taken.
 */
export function compileConstraint(constraint: Constraint): Result<Grammar, ServiceError> {
  const given = (["schema", "regex", "choices"] as const).filter((kind) => constraint[kind] !== undefined);
  const [kind] = given;
  if (!kind || given.length > 1) {
    return fail(
      "invalid_request",
      `Exactly one of schema, regex and choices is taken; ${given.length > 1 ? `these were given: ${given.join(", ")}` : "none was given"}`,
      {
        param: given[1] ?? "schema",
      },
    );
  }
  try {
    return ok(compiled(kind, constraint));
  } catch (error) {
    if (!(error instanceof GrammarError)) throw error;
    return fail(error.code, error.message, { param: kind, ...(error.pointer !== null && { details: { pointer: error.pointer } }) });
  }
}

function compiled(kind: "schema" | "regex" | "choices", { schema, regex, choices, separators }: Constraint): Grammar {
  const expression =
    kind === "schema"
      ? fromSchema(schema as JsonValue, separators)
      : kind === "regex"
        ? compilePattern(regex!, "utf8", "whole", new WorkBudget()).expression
        : fromChoices(choices!);
  const bytes = byteLength(measure(expression));
  const code = kind === "schema" ? "unsupported_schema" : "invalid_request";
  const pointer = kind === "schema" ? "" : null;
  if (expression.minBytes === Infinity)
    throw new GrammarError(
      code,
      "No text satisfies the constraint: its parts contradict each other, or it refers to itself without end",
      pointer,
    );
  if (expression.minBytes > SHORTEST_DOCUMENT_BYTES) {
    throw new GrammarError(
      code,
      `The shortest text has ${expression.minBytes} bytes; at most ${SHORTEST_DOCUMENT_BYTES} are taken`,
      pointer,
    );
  }
  if (bytes > GRAMMAR_BYTES) {
    throw new GrammarError(
      code,
      `The compiled constraint takes ${bytes} bytes; at most ${GRAMMAR_BYTES} are taken. Simplify patterns, long lists of values and open objects`,
      pointer,
    );
  }
  return new Grammar(expression, bytes);
}

function fromSchema(schema: JsonValue, separators: Constraint["separators"]): Expression {
  checkSize(schema);
  return new SchemaCompiler(schema, separators === "spaced" ? SPACED : COMPACT).compile();
}

function fromChoices(choices: readonly string[]): Expression {
  const bytes = choices.reduce((sum, text) => sum + new TextEncoder().encode(text).length, 0);
  if (choices.length === 0) throw new GrammarError("invalid_request", "The list of choices is empty");
  if (choices.length > CHOICES)
    throw new GrammarError("invalid_request", `There are ${choices.length} choices; at most ${CHOICES} are taken`);
  if (bytes > CHOICE_BYTES) throw new GrammarError("invalid_request", `The choices have ${bytes} bytes; at most ${CHOICE_BYTES} are taken`);
  if (choices.some((text) => text === "" || !text.isWellFormed()))
    throw new GrammarError("invalid_request", "A choice must be text that is not empty and has no lone surrogate");
  return choice([...new Set(choices)].map((text) => literal(text)));
}
