import { z } from "zod";
import { MODEL_NAME, SHA256 } from "./name-patterns.ts";

export const modelName = z.string().regex(MODEL_NAME.pattern, MODEL_NAME.message);

export const sha256Digest = z.string().regex(SHA256.pattern, SHA256.message);
