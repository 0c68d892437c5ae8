import type { PublishedModel } from "@steadytext/core";
import { z } from "zod";
import type { Admission } from "../auth/admission.ts";

/** A model as OpenAI's API tells it. */
export const modelEntry = z.strictObject({
  id: z.string(),
  object: z.literal("model"),
  created: z.int().describe("Unix seconds at which the version that answers was published"),
  owned_by: z.literal("steadytext"),
});

/** The names that have a version which answers and that the key may use, the default of each kind first. */
export function modelEntries(
  models: readonly PublishedModel[],
  { models: allowed }: Pick<Admission, "models">,
): z.infer<typeof modelEntry>[] {
  return models
    .filter(({ name, active }) => active !== null && (allowed === null || allowed.includes(name)))
    .sort((a, b) => Number(b.isDefault) - Number(a.isDefault) || (a.name < b.name ? -1 : 1))
    .map(({ name, active, versions }) => ({
      id: name,
      object: "model",
      created: versions.find(({ version }) => version === active)?.created ?? 0,
      owned_by: "steadytext",
    }));
}
