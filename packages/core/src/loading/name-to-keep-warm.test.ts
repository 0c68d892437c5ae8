import { expect, it } from "vitest";
import { fail } from "../errors.ts";
import { ok } from "../result.ts";
import { nameToKeepWarm } from "./name-to-keep-warm.ts";

const gone = fail("model_not_found", "there is none");
const away = fail("unavailable", "the registry is away");

it.each([
  ["the default one where nothing is held", null, ok(null), null],
  ["the one that is held", "other", ok(null), "other"],
  ["the one that is held while nobody can say whether it answers", "other", away, "other"],
  ["the default one once the held name answers no more", "other", gone, null],
])("an isolate is kept warm with %s", async (_, held, found, kept) => {
  expect(await nameToKeepWarm(held, async () => found)).toBe(kept);
});
