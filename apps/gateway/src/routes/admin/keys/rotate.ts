import { ok } from "@steadytext/core";
import { z } from "zod";
import { formatKey, randomKey } from "../../../auth/key-format.ts";
import { hashSecret } from "../../../auth/key-hash.ts";
import { defineRoute } from "../../route.ts";
import { askGuard } from "./ask-guard.ts";
import { keyParams, shownKeyAnswer } from "./key-answer.ts";

const DAY_SECONDS = 86_400;

const request = z.strictObject({
  grace_seconds: z
    .int()
    .min(0)
    .max(30 * DAY_SECONDS)
    .default(DAY_SECONDS)
    .describe("How long the present secret is taken as well"),
});

/** `POST /admin/keys/{id}/rotate`: another secret for the same key, told here only. */
export const rotateKeyRoute = defineRoute({
  method: "POST",
  path: "/admin/keys/:id/rotate",
  summary: "Give a key another secret; the present one holds for a while",
  scopes: ["admin"],
  params: keyParams,
  request,
  response: shownKeyAnswer,
  async handle({ params: { id }, body, admission, context }) {
    const admitted = await admission.admitted;
    if (!admitted.ok) return admitted;
    const { secret } = randomKey("live");
    const hash = await hashSecret(context.config.KEY_PEPPER, secret);
    const rotated = await askGuard(context, id, (guard) => guard.rotate(hash, body.grace_seconds * 1000));
    if (!rotated.ok) return rotated;
    return ok(Response.json({ ...rotated.value, key: formatKey({ env: rotated.value.env, id, secret }) }));
  },
});
