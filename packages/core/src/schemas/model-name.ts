import { z } from "zod";

/** A model's public name. Narrow on purpose: it becomes part of storage keys and headers. */
export const modelName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, "must be a model name: lower-case letters, digits, dot, dash and underscore, 64 at most");

/** SHA-256 in hexadecimal. */
export const sha256Digest = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 lower-case hexadecimal digits");
