import { fail, ok, sha256Digest } from "@steadytext/core";
import { z } from "zod";
import { defineRoute } from "../../route.ts";
import { askRegistry } from "../../../services/ask-registry.ts";

/** `GET /admin/models/files/{sha256}`: whether a file is stored already, so that it need not be sent again. */
export const findFileRoute = defineRoute({
  method: "GET",
  path: "/admin/models/files/:sha256",
  summary: "Whether a model's file is stored already",
  scopes: ["admin"],
  request: null,
  params: z.strictObject({ sha256: sha256Digest }),
  response: z.strictObject({ sha256: z.string(), size: z.int() }),
  async handle({ params: { sha256 }, admission, context }) {
    const admitted = await admission.admitted;
    if (!admitted.ok) return admitted;
    const found = await askRegistry(context, (registry) => registry.findFile(sha256));
    if (!found.ok) return found;
    return found.value === null ? fail("not_found", "No file of this SHA-256 is stored: send its bytes") : ok(Response.json(found.value));
  },
});
