import { modelVersion } from "@steadytext/core";
import { z } from "zod";
import { defineRoute } from "../../route.ts";
import { nameParams } from "./model-params.ts";
import { movePointer } from "./move-pointer.ts";
import { shownModel } from "./shown-model.ts";

const request = z.strictObject({
  version: modelVersion,
  if_sequence: z
    .int()
    .min(0)
    .describe("The sequence number that GET /admin/models shows: another one is refused, since something has changed"),
  kind: z.enum(["generate", "embed"]).optional().describe("Where it is given: what the model must be"),
  default: z.boolean().optional().describe("true: the name answers where a request names no model"),
});

/** `POST /admin/models/{name}/activate`: lets a published version answer. */
export const activateModelRoute = defineRoute({
  method: "POST",
  path: "/admin/models/:name/activate",
  summary: "Let a version answer, unless something has changed since if_sequence",
  scopes: ["admin"],
  request,
  params: nameParams,
  response: shownModel,
  async handle({ params: { name }, body, admission, context }) {
    const admitted = await admission.admitted;
    if (!admitted.ok) return admitted;
    const order = { name, version: body.version, ifSequence: body.if_sequence, kind: body.kind, makeDefault: body.default };
    return movePointer(context, name, (registry) => registry.activate(order));
  },
});
