import { ok } from "@steadytext/core";
import { z } from "zod";
import { formatKey, randomKey } from "../../../auth/key-format.ts";
import { hashSecret } from "../../../auth/key-hash.ts";
import { keyFields, keyRecord } from "../../../auth/key-record.ts";
import { defineRoute } from "../../route.ts";
import { askGuard } from "./ask-guard.ts";
import { futureTime, shownKeyAnswer } from "./key-answer.ts";

const request = z.strictObject({
  name: keyFields.name,
  tenant: keyRecord.shape.tenant,
  scopes: keyFields.scopes,
  models: keyFields.models.default(null),
  limits: keyFields.limits.default({}),
  cache_scope: keyFields.cache_scope.default("tenant"),
  expires_at: futureTime.default(null),
  env: keyRecord.shape.env.default("live").describe("Shows in the key itself"),
});

/** `POST /admin/keys`: a new key, whose text is told here only. */
export const createKeyRoute = defineRoute({
  method: "POST",
  path: "/admin/keys",
  summary: "Make a key; its text is shown this once",
  scopes: ["admin"],
  request,
  response: shownKeyAnswer,
  docs: { status: 201 },
  async handle({ body, admission, context }) {
    const admitted = await admission.admitted;
    if (!admitted.ok) return admitted;
    const parts = randomKey(body.env);
    const record = { ...body, id: parts.id, hash: await hashSecret(context.config.KEY_PEPPER, parts.secret) };
    const created = await askGuard(context, parts.id, (guard) => guard.create(record));
    if (!created.ok) return created;
    return ok(Response.json({ ...created.value, key: formatKey(parts) }, { status: 201 }));
  },
});
