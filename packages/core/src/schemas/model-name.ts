import { z } from "zod";
import { MODEL_NAME, MODEL_VERSION, SHA256 } from "./name-patterns.ts";

export const modelName = z.string().regex(MODEL_NAME.pattern, MODEL_NAME.message);

export const modelVersion = z.string().regex(MODEL_VERSION.pattern, MODEL_VERSION.message);

export const sha256Digest = z.string().regex(SHA256.pattern, SHA256.message);
