import { fail, ok } from "@steadytext/core";
import { z } from "zod";
import { tenantName } from "../../../auth/key-record.ts";
import { guardStalls } from "../../../http/guard-stalls.ts";
import { checkMediaType, NDJSON_TYPE } from "../../../http/media-type.ts";
import { defineRoute } from "../../route.ts";
import { askCache } from "./ask-cache.ts";

/** A tenant's whole cache may arrive over a slow line. */
const DEADLINE_MS = 30 * 60_000;

const query = z.strictObject({ tenant: tenantName });
const response = z.strictObject({
  imported: z.int(),
  expired: z.int().describe("Entries that were left out, since their lifetime was over"),
});

/** `POST /admin/cache/import`: takes what an export gave. It stops at the first line that is not sound, and tells how many it had taken. */
export const cacheImportRoute = defineRoute({
  method: "POST",
  path: "/admin/cache/import",
  summary: "Take a tenant's cached results from an export, each line verified",
  scopes: ["admin"],
  request: null,
  query,
  response,
  docs: { rawBody: { type: NDJSON_TYPE, description: "The lines of an export" } },
  async handle({ request, query: { tenant }, admission, context }) {
    const admitted = await admission.admitted;
    if (!admitted.ok) return admitted;
    const type = checkMediaType(request.headers, NDJSON_TYPE);
    if (!type.ok) return type;
    if (request.body === null) return fail("invalid_request", "The body is empty: send the lines of an export");
    const lines = guardStalls(request.body);
    const outcome = await askCache(context, (cache) => cache.importEntries(`tenant:${tenant}`, lines.bytes), DEADLINE_MS);
    await lines.discardRest();
    return outcome.ok ? ok(Response.json({ imported: outcome.value.imported, expired: outcome.value.expired })) : outcome;
  },
});
