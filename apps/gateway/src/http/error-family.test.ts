import { expect, test } from "vitest";
import { errorFamily } from "./error-family.ts";

test.each([
  ["/generate", "native"],
  ["/", "native"],
  ["/v1", "openai"],
  ["/v1/models", "openai"],
  ["/v1x", "native"],
  ["/admin/keys/abc", "openai"],
  ["/api/batch/get", "cache"],
  ["/apis", "native"],
  ["/other/v1", "native"],
] as const)("errors of %s are told the %s way", (path, family) => {
  expect(errorFamily(path)).toBe(family);
});
