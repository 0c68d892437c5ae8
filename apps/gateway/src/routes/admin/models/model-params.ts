import { modelName, modelVersion } from "@steadytext/core";
import { z } from "zod";

/** The path's segments that name a model. */
export const nameParams = z.strictObject({ name: modelName });
export const versionParams = z.strictObject({ name: modelName, version: modelVersion });
