import { env } from "cloudflare:workers";
import { afterEach, expect, it, vi } from "vitest";
import { stubOf } from "./replicas.ts";

afterEach(() => void vi.restoreAllMocks());

it("a replica of a region is made there by its location hint, and one without a region wherever its first caller is", () => {
  const getByName = vi.spyOn(Object.getPrototypeOf(env.REPLICA) as typeof env.REPLICA, "getByName");
  stubOf({ name: "weur-0", place: "weur" });
  stubOf({ name: "apac-3", place: "apac" });
  stubOf({ name: "auto-0", place: "auto" });
  expect(getByName.mock.calls).toEqual([["weur-0", { locationHint: "weur" }], ["apac-3", { locationHint: "apac" }], ["auto-0"]]);
});
