import { fail, ok, type PublishedModel } from "@steadytext/core";
import { z } from "zod";
import type { Config } from "../../config.ts";
import { modelEntries, modelEntry } from "../../openai/model-entry.ts";
import { askRegistry } from "../../services/ask-registry.ts";
import { defineRoute, INFERENCE_SCOPES } from "../route.ts";

/** `GET /v1/models`: the models that this key may ask for. */
export const modelsRoute = defineRoute({
  method: "GET",
  path: "/v1/models",
  summary: "Models that this key may ask for, as OpenAI's API lists them",
  scopes: INFERENCE_SCOPES,
  request: null,
  response: z.strictObject({ object: z.literal("list"), data: z.array(modelEntry) }),
  async handle({ admission, context }) {
    const admitted = await admission.admitted;
    if (!admitted.ok) return admitted;
    const models = await askRegistry(context, (registry) => registry.list());
    return models.ok ? ok(Response.json({ object: "list", data: modelEntries(models.value, admission) })) : models;
  },
});

/** `GET /v1/models/{id}`: one of them; the configured alias is the default generation model. */
export const modelRoute = defineRoute({
  method: "GET",
  path: "/v1/models/:id",
  summary: "One model that this key may ask for",
  scopes: INFERENCE_SCOPES,
  request: null,
  params: z.strictObject({ id: z.string() }),
  response: modelEntry,
  async handle({ params, admission, context }) {
    const admitted = await admission.admitted;
    if (!admitted.ok) return admitted;
    const models = await askRegistry(context, (registry) => registry.list());
    if (!models.ok) return models;
    const name = nameOf(params.id, models.value, context.config);
    const entry = modelEntries(models.value, admission).find(({ id }) => id === name);
    if (entry !== undefined) return ok(Response.json(entry));
    return fail("model_not_found", "There is no such model for this key: GET /v1/models lists those there are", { param: "id" });
  },
});

function nameOf(id: string, models: readonly PublishedModel[], { STEADYTEXT_MODEL }: Config): string | undefined {
  if (id !== STEADYTEXT_MODEL) return id;
  return models.find(({ kind, isDefault }) => kind === "generate" && isDefault)?.name;
}
