import { ok, type KeyListing } from "@steadytext/core";
import { z } from "zod";
import { keyRecord, tenantName } from "../../../auth/key-record.ts";
import { askLedger, pageSize } from "../ask-ledger.ts";
import { defineRoute } from "../../route.ts";
import { keyAnswer } from "./key-answer.ts";

const shape = keyAnswer.shape;
const listed = z.strictObject({
  id: shape.id,
  env: shape.env,
  name: shape.name,
  tenant: shape.tenant,
  scopes: z.array(z.string()),
  created_at: shape.created_at,
  expires_at: shape.created_at.nullable(),
  revoked_at: shape.revoked_at,
});
const response = z.strictObject({
  keys: z.array(listed),
  cursor: z.string().nullable().describe("Asks for the next page; null on the last"),
});
const query = z.strictObject({ cursor: z.string().max(512).optional(), tenant: tenantName.optional(), limit: pageSize });

/** `GET /admin/keys`: every key, newest first, revoked ones too. */
export const listKeysRoute = defineRoute({
  method: "GET",
  path: "/admin/keys",
  summary: "List keys, newest first",
  scopes: ["admin"],
  request: null,
  query,
  response,
  async handle({ query: asked, admission, context }) {
    const admitted = await admission.admitted;
    if (!admitted.ok) return admitted;
    const page = await askLedger(context, (ledger) => ledger.listKeys(asked));
    if (!page.ok) return page;
    return ok(Response.json({ keys: page.value.rows.map(shown), cursor: page.value.cursor }));
  },
});

function shown({ id, environment, name, tenant, scopes, createdAtMs, expiresAtMs, revokedAtMs }: KeyListing): z.infer<typeof listed> {
  const env = keyRecord.shape.env.parse(environment);
  const [created_at, expires_at, revoked_at] = [time(createdAtMs), time(expiresAtMs), time(revokedAtMs)];
  return { id, env, name, tenant, scopes: [...scopes], created_at: created_at ?? "", expires_at, revoked_at };
}

function time(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
