/** Why a constraint is refused; becomes a `ServiceError` where the package is entered. */
export class GrammarError extends Error {
  override readonly name = "GrammarError";
  readonly code: "invalid_request" | "unsupported_schema";
  /** JSON pointer of the keyword at fault; null where the constraint is no schema. */
  readonly pointer: string | null;

  constructor(code: "invalid_request" | "unsupported_schema", message: string, pointer: string | null = null) {
    super(message);
    this.code = code;
    this.pointer = pointer;
  }
}

/** The schema uses what the grammar cannot guarantee. */
export function unsupported(pointer: string, message: string): GrammarError {
  return new GrammarError("unsupported_schema", message, pointer);
}
