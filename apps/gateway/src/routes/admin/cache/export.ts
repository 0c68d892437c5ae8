import { ok, sha256Digest } from "@steadytext/core";
import { z } from "zod";
import { tenantName } from "../../../auth/key-record.ts";
import { NDJSON_TYPE } from "../../../http/media-type.ts";
import { defineRoute } from "../../route.ts";
import { askCache } from "./ask-cache.ts";

const query = z.strictObject({
  tenant: tenantName,
  after: sha256Digest.optional().describe("The last digest of an export that broke off: goes on after it"),
});

/** `GET /admin/cache/export`: a tenant's results, an entry a line with its digest; the last line counts them. */
export const cacheExportRoute = defineRoute({
  method: "GET",
  path: "/admin/cache/export",
  summary: "A tenant's cached results as NDJSON, for import elsewhere",
  scopes: ["admin"],
  request: null,
  query,
  response: null,
  docs: { mediaTypes: { [NDJSON_TYPE]: "An entry a line; the last line counts them" } },
  async handle({ query: { tenant, after }, admission, context }) {
    const admitted = await admission.admitted;
    if (!admitted.ok) return admitted;
    const lines = await askCache(context, (cache) => cache.exportEntries(`tenant:${tenant}`, after));
    return lines.ok ? ok(new Response(lines.value, { headers: { "content-type": NDJSON_TYPE } })) : lines;
  },
});
