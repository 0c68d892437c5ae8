import { ok } from "@steadytext/core";
import { z } from "zod";
import { defineRoute } from "../../route.ts";
import { askRegistry } from "../../../services/ask-registry.ts";
import { versionParams } from "./model-params.ts";
import { showModel, shownModel } from "./shown-model.ts";

/** `DELETE /admin/models/{name}/{version}`: forgets a version that does not answer. */
export const removeModelRoute = defineRoute({
  method: "DELETE",
  path: "/admin/models/:name/:version",
  summary: "Forget a version that is not active; its file goes two hours later, unless another version has it",
  scopes: ["admin"],
  request: null,
  params: versionParams,
  response: z.strictObject({ model: shownModel.nullable().describe("What is left of the name") }),
  async handle({ params, admission, context }) {
    const admitted = await admission.admitted;
    if (!admitted.ok) return admitted;
    const left = await askRegistry(context, (registry) => registry.remove(params));
    return left.ok ? ok(Response.json({ model: left.value && showModel(left.value) })) : left;
  },
});
