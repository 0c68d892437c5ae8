import { ok } from "@steadytext/core";
import { z } from "zod";
import { defineRoute } from "../../route.ts";
import { askRegistry } from "../../../services/ask-registry.ts";
import { showModel, shownModel } from "./shown-model.ts";

/** `GET /admin/models`: every published name with its versions and which of them answers. */
export const modelListRoute = defineRoute({
  method: "GET",
  path: "/admin/models",
  summary: "Published models, their versions, which answer, and the sequence numbers",
  scopes: ["admin"],
  request: null,
  response: z.strictObject({ models: z.array(shownModel) }),
  async handle({ admission, context }) {
    const admitted = await admission.admitted;
    if (!admitted.ok) return admitted;
    const models = await askRegistry(context, (registry) => registry.list());
    return models.ok ? ok(Response.json({ models: models.value.map(showModel) })) : models;
  },
});
