import { z } from "zod";
import { keyFields, keyRecord } from "../../../auth/key-record.ts";
import type { KeyView } from "../../../guard/key-guard-service.ts";

const time = z.iso.datetime();

/** A key as it is answered. */
export const keyAnswer = z.strictObject({
  id: keyRecord.shape.id,
  env: keyRecord.shape.env,
  name: keyFields.name,
  tenant: keyRecord.shape.tenant,
  scopes: keyFields.scopes,
  models: keyFields.models,
  limits: keyFields.limits.describe("Its own limits; where one is missing or null the service's holds"),
  cache_scope: keyFields.cache_scope,
  created_at: time,
  expires_at: keyFields.expires_at,
  revoked_at: time.nullable(),
  previous_secret_until: time.nullable().describe("Until when the secret before the last rotation is taken as well"),
  origin: z.enum(["admin", "configuration"]),
}) satisfies z.ZodType<KeyView>;

/** A key with its text: the one time that it is shown. */
export const shownKeyAnswer = keyAnswer.extend({ key: z.string() });

/** The path's part that names a key. */
export const keyParams = z.strictObject({ id: keyRecord.shape.id });

/** A moment that a key may expire at. */
export const futureTime = keyFields.expires_at.refine((text) => text === null || Date.parse(text) > Date.now(), "must be in the future");
