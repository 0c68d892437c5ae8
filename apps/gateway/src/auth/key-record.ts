import { modelName, sha256Digest } from "@steadytext/core";
import { z } from "zod";
import { keyLimits } from "../limits/key-limits.ts";

/** What a key may be used for. */
const SCOPES = ["generate", "embed", "rerank", "cache:read", "cache:write", "metrics", "admin"] as const;
export type Scope = (typeof SCOPES)[number];

/** Whose data a key reaches. */
export const tenantName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, "must be lower-case letters, digits, dash and underscore, 64 at most");

/** What may be said of a key when it is made, beside what names it. */
export const keyFields = {
  scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length),
  name: z.string().min(1).max(128),
  models: z.array(modelName).min(1).max(64).nullable().describe("Models it may use; null is all"),
  limits: keyLimits,
  cache_scope: z.enum(["tenant", "shared"]).describe("Whose stored answers it shares"),
  expires_at: z.iso.datetime({ offset: true }).nullable(),
};

/** What is stored of a key: nothing that could be used as one. */
export const keyRecord = z.strictObject({
  id: z.string().regex(/^[0-9A-Za-z]{12}$/, "must be 12 characters of base62"),
  env: z.enum(["live", "test"]),
  hash: sha256Digest.describe("HMAC-SHA-256 of the secret under KEY_PEPPER"),
  tenant: tenantName,
  scopes: keyFields.scopes,
  name: keyFields.name,
  models: keyFields.models.default(null),
  limits: keyFields.limits.default({}),
  cache_scope: keyFields.cache_scope.default("tenant"),
  expires_at: keyFields.expires_at.default(null),
});
export type KeyRecord = z.infer<typeof keyRecord>;
