import { fail, ok, sha256Digest, type CachePurge } from "@steadytext/core";
import { z } from "zod";
import { tenantName } from "../../../auth/key-record.ts";
import { defineRoute } from "../../route.ts";
import { askCache } from "./ask-cache.ts";

const request = z.strictObject({
  digest: sha256Digest.optional().describe("One request's results, of all callers"),
  tenant: tenantName.optional().describe("Everything of one tenant"),
  model_digest: sha256Digest.optional().describe("Everything that one model computed"),
});
const response = z.strictObject({
  removed: z.int(),
  complete: z.boolean().describe("false: time ran out before all was removed, so ask again"),
});

/** `POST /admin/cache/purge`: forgets results by request, tenant or model. */
export const cachePurgeRoute = defineRoute({
  method: "POST",
  path: "/admin/cache/purge",
  summary: "Forget results by request digest, tenant or model digest",
  scopes: ["admin"],
  request,
  response,
  async handle({ body, admission, context }) {
    const admitted = await admission.admitted;
    if (!admitted.ok) return admitted;
    const what = purgeOf(body);
    if (what === null) return fail("invalid_request", "Give exactly one of digest, tenant and model_digest");
    const removal = await askCache(context, (cache) => cache.purge(what));
    return removal.ok ? ok(Response.json({ removed: removal.value.removed, complete: removal.value.complete })) : removal;
  },
});

/** What a body asks to forget; null unless it names exactly one thing. */
function purgeOf({ digest, tenant, model_digest: modelDigest }: z.infer<typeof request>): CachePurge | null {
  const given: readonly CachePurge[] = [
    ...(digest === undefined ? [] : [{ digest }]),
    ...(tenant === undefined ? [] : [{ tenant }]),
    ...(modelDigest === undefined ? [] : [{ modelDigest }]),
  ];
  return given.length === 1 ? (given[0] ?? null) : null;
}
