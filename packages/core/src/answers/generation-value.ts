import { z } from "zod";
import { canonicalJson, type JsonValue } from "../digest/canonical-json.ts";
import type { Generation } from "../services/generation.ts";
import { tokenPieces } from "./token-pieces.ts";

/** A generation that crossed a border as JSON. Its pieces add up to its text. */
export const generationSchema = z
  .object({
    prompt: tokenPieces.optional(),
    text: z.string(),
    pieces: tokenPieces,
    finishReason: z.enum(["stop", "length"]),
    stopType: z.enum(["eos", "limit", "word"]),
    usage: z.object({ promptTokens: z.int(), completionTokens: z.int() }),
  })
  .refine(({ text, pieces }) => pieces.map((piece) => piece.text).join("") === text, "the pieces do not add up to the text");

const encoder = new TextEncoder();
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A generation as it is stored: canonical JSON in UTF-8. */
export function encodeGeneration(generation: Generation): Uint8Array {
  return encoder.encode(canonicalJson(generationSchema.parse(generation) as unknown as JsonValue));
}

/** The stored generation, or null when the bytes are not one. */
export function decodeGeneration(bytes: Uint8Array): Generation | null {
  try {
    return generationSchema.safeParse(JSON.parse(utf8.decode(bytes))).data ?? null;
  } catch {
    return null;
  }
}
