import { z } from "zod";
import type { TokenLogprob, TokenPiece } from "../services/generation.ts";

const bytes = z.array(z.int().min(0).max(255));
const tokenLogprob = z.object({ token: z.int(), logprob: z.number(), bytes });

/** A token's piece that crossed a border as JSON. */
export const pieceSchema = z.object({
  token: z.int(),
  text: z.string(),
  logprob: z.number().optional(),
  bytes: bytes.optional(),
  top: z.array(tokenLogprob).optional(),
});

/** A list of what `pieceSchema` takes, checked in one pass: an answer has hundreds, and each cached one is checked as it is read. */
export const tokenPieces = z.custom<readonly TokenPiece[]>((value) => isListOf(value, isPiece), "must be tokens with their texts");

function isPiece(value: unknown): value is TokenPiece {
  if (typeof value !== "object" || value === null) return false;
  const { token, text, logprob, bytes: own, top } = value as Partial<Record<keyof TokenPiece, unknown>>;
  if (!Number.isSafeInteger(token) || typeof text !== "string") return false;
  return (
    (logprob === undefined || Number.isFinite(logprob)) &&
    (own === undefined || isListOf(own, isByte)) &&
    (top === undefined || isListOf(top, isTokenLogprob))
  );
}

function isTokenLogprob(value: unknown): value is TokenLogprob {
  if (typeof value !== "object" || value === null) return false;
  const { token, logprob, bytes: own } = value as Partial<Record<keyof TokenLogprob, unknown>>;
  return Number.isSafeInteger(token) && Number.isFinite(logprob) && isListOf(own, isByte);
}

function isByte(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 255;
}

function isListOf<T>(value: unknown, isOne: (one: unknown) => one is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isOne);
}
