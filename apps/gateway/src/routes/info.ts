import { LIMITS, NAMESPACE_LIMITS, ok, type ModelIdentity } from "@steadytext/core";
import { z } from "zod";
import { version } from "../../package.json";
import { defaultEmbeddingModel, defaultGenerationModel } from "../services/asked-model.ts";
import { defineRoute, INFERENCE_SCOPES } from "./route.ts";

const model = { name: z.string(), version: z.string(), model_digest: z.string(), engine_digest: z.string() };
const response = z.strictObject({
  name: z.literal("steadytext-edge"),
  version: z.string(),
  models: z.strictObject({
    generate: z.strictObject({ ...model, context_length: z.int() }).nullable(),
    embed: z.strictObject({ ...model, dimension: z.int(), max_tokens: z.int() }).nullable(),
  }),
  limits: z.record(z.string(), z.int()),
});

/** `GET /info`: which models answer, by which rules, within which limits. A model that cannot be asked is null. */
export const infoRoute = defineRoute({
  method: "GET",
  path: "/info",
  summary: "Models, digests, version and limits",
  scopes: INFERENCE_SCOPES,
  request: null,
  response,
  async handle({ context, admission }) {
    const admitted = await admission.admitted;
    if (!admitted.ok) return admitted;
    const [generate, embed] = await Promise.all([defaultGenerationModel(context), defaultEmbeddingModel(context)]);
    const models = {
      generate: generate.ok ? { ...shown(generate.value), context_length: generate.value.contextLength } : null,
      embed: embed.ok ? { ...shown(embed.value), dimension: embed.value.dimension, max_tokens: embed.value.maxTokens } : null,
    };
    return ok(Response.json({ name: "steadytext-edge", version, models, limits: limits(context.config.STEADYTEXT_MAX_TOKENS) }));
  },
});

function shown({ name, version: modelVersion, modelDigest, engineDigest }: ModelIdentity) {
  return { name, version: modelVersion, model_digest: modelDigest, engine_digest: engineDigest };
}

function limits(maxTokens: number): Record<string, number> {
  return {
    body_bytes: LIMITS.bodyBytes,
    prompt_bytes: LIMITS.promptBytes,
    max_tokens: maxTokens,
    default_max_tokens: Math.min(LIMITS.defaultMaxTokens, maxTokens),
    stop_strings: LIMITS.stopStrings,
    stop_bytes: LIMITS.stopBytes,
    json_depth: LIMITS.jsonDepth,
    embed_texts: LIMITS.embedTexts,
    embed_bytes: LIMITS.embedBytes,
    detokenize_tokens: LIMITS.detokenizeTokens,
    part_bytes: LIMITS.partBytes,
    cache_body_bytes: LIMITS.cacheBodyBytes,
    cache_value_bytes: NAMESPACE_LIMITS.valueBytes,
    cache_name_bytes: NAMESPACE_LIMITS.cacheNameBytes,
    cache_keys: NAMESPACE_LIMITS.keys,
  };
}
