import type { Generation, GenerationIdentity, ServiceError, TokenPiece } from "@steadytext/core";

/** What an answer may say of itself: functions of the request and the model alone, so that equal requests give equal bytes. */
export interface AnswerFacts {
  readonly identity: GenerationIdentity;
  /** The request digest. */
  readonly digest: string;
}

/**
 * How a family of routes tells a generation. The parts of a stream are functions of the generation, so that a replay is the live stream,
 * byte for byte; a part that is empty is not sent.
 */
export interface Dialect {
  /** The body of a whole answer. `cached` may show in the native one only. */
  whole(generation: Generation, cached: boolean): object;
  /** Before the first token. */
  opening(): string;
  /** With `echo`: the prompt's tokens. */
  prompt(pieces: readonly TokenPiece[]): string;
  /** Token `index` of the generated ones. */
  piece(piece: TokenPiece, index: number): string;
  /** The end of a complete stream. */
  closing(generation: Generation, cached: boolean): string;
  /** The end of a stream that failed after `sent` tokens; no end marker follows. */
  failure(error: ServiceError, sent: number): string;
}

/** The whole event stream of a generation that is already there. */
export function replay(dialect: Dialect, generation: Generation): string {
  return beginning(dialect, generation) + dialect.closing(generation, true);
}

/** All of a stream but its end. */
export function beginning(dialect: Dialect, { prompt, pieces }: Pick<Generation, "prompt" | "pieces">): string {
  const parts = [dialect.opening()];
  if (prompt !== undefined) parts.push(dialect.prompt(prompt));
  for (const [index, piece] of pieces.entries()) parts.push(dialect.piece(piece, index));
  return parts.join("");
}
