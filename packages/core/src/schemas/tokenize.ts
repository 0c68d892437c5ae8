import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { modelName } from "./model-name.ts";
import { wellFormedText } from "./text.ts";

/** `POST /tokenize` as it arrives. */
export const tokenizeRequest = z.strictObject({
  content: wellFormedText(LIMITS.promptBytes),
  add_special: z.boolean().default(false).describe("true: put the model's begin token first, where it has one"),
  parse_special: z.boolean().default(false).describe("true: special tokens written in the text become single tokens"),
  with_pieces: z.boolean().default(false),
  model: modelName.optional(),
});
export type TokenizeRequest = z.infer<typeof tokenizeRequest>;

/** A token's bytes as text, or as numbers where they are no UTF-8 of their own. */
const piece = z.strictObject({ id: z.int(), piece: z.union([z.string(), z.array(z.int())]) });

/** `POST /tokenize` as it is answered: ids, or ids with their pieces. */
export const tokenizeAnswer = z.strictObject({ tokens: z.union([z.array(z.int()), z.array(piece)]) });
export type TokenizeAnswer = z.infer<typeof tokenizeAnswer>;

/** `POST /detokenize` as it arrives. */
export const detokenizeRequest = z.strictObject({
  tokens: z.array(z.int().min(0).max(0xffff_ffff)).max(LIMITS.detokenizeTokens),
  model: modelName.optional(),
});
export type DetokenizeRequest = z.infer<typeof detokenizeRequest>;

/** `POST /detokenize` as it is answered; bytes that are no UTF-8 come back as U+FFFD. */
export const detokenizeAnswer = z.strictObject({ content: z.string() });
export type DetokenizeAnswer = z.infer<typeof detokenizeAnswer>;
