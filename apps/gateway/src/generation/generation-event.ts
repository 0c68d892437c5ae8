import { ERROR_CODES, type GenerationEvent } from "@steadytext/core";
import { generationSchema, pieceSchema } from "@steadytext/core/answers";
import { z } from "zod";

const serviceError = z.object({
  code: z.enum(ERROR_CODES),
  message: z.string(),
  param: z.string().optional(),
  retryAfterSeconds: z.int().optional(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])).optional(),
});

const generationEvent = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("started"),
    promptTokens: z.int(),
    prefixTokens: z.int(),
    coalesced: z.boolean(),
    engine: z.enum(["warm", "cold"]),
  }),
  z.object({ type: z.literal("prompt"), pieces: z.array(pieceSchema) }),
  z.object({ type: z.literal("token"), index: z.int(), ...pieceSchema.shape }),
  z.object({ type: z.enum(["done", "capped"]), generation: generationSchema }),
  z.object({ type: z.literal("error"), error: serviceError }),
]);

/** The event in one line of an engine's stream, or null when it is none. */
export function parseGenerationEvent(line: string): GenerationEvent | null {
  try {
    return (generationEvent.safeParse(JSON.parse(line)).data as GenerationEvent | undefined) ?? null;
  } catch {
    return null;
  }
}
