import { ok } from "@steadytext/core";
import { z } from "zod";
import { defineRoute } from "../../route.ts";
import { askRegistry } from "../../../services/ask-registry.ts";
import { nameParams } from "./model-params.ts";
import { showHistory, shownHistory } from "./shown-model.ts";

/** `GET /admin/models/{name}/history`: all that is known of when which version answered. */
export const modelHistoryRoute = defineRoute({
  method: "GET",
  path: "/admin/models/:name/history",
  summary: "Activations and rollbacks of a model, newest first",
  scopes: ["admin"],
  request: null,
  params: nameParams,
  response: z.strictObject({ history: shownHistory }),
  async handle({ params: { name }, admission, context }) {
    const admitted = await admission.admitted;
    if (!admitted.ok) return admitted;
    const history = await askRegistry(context, (registry) => registry.history(name));
    return history.ok ? ok(Response.json({ history: showHistory(history.value) })) : history;
  },
});
