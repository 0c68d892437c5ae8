import { z } from "zod";
import { defineRoute } from "../../route.ts";
import { nameParams } from "./model-params.ts";
import { movePointer } from "./move-pointer.ts";
import { shownModel } from "./shown-model.ts";

/** `POST /admin/models/{name}/rollback`: lets the version answer that did before. */
export const rollbackModelRoute = defineRoute({
  method: "POST",
  path: "/admin/models/:name/rollback",
  summary: "Go back to the version that answered before, unless something has changed since if_sequence",
  scopes: ["admin"],
  request: z.strictObject({ if_sequence: z.int().min(0) }),
  params: nameParams,
  response: shownModel,
  async handle({ params: { name }, body, admission, context }) {
    const admitted = await admission.admitted;
    if (!admitted.ok) return admitted;
    return movePointer(context, name, (registry) => registry.rollback({ name, ifSequence: body.if_sequence }));
  },
});
