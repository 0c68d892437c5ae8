import { fail, ok, type ModelIdentity, type Result, type ServiceError } from "@steadytext/core";
import { describe, expect, test, vi } from "vitest";
import { HeldIdentity, withIdentity } from "./held-identity.ts";

type Attempt = (identity: ModelIdentity) => Promise<Result<string, ServiceError>>;

const identity = (name: string): ModelIdentity => ({ name, version: "1", modelDigest: "a", engineDigest: "b" });

describe("HeldIdentity", () => {
  test("asks once in five seconds", async () => {
    const describeModel = vi.fn<() => Promise<Result<ModelIdentity, ServiceError>>>(async () => ok(identity("m")));
    const held = new HeldIdentity();
    for (const now of [0, 4999, 5000, 9999]) await held.get(describeModel, now);
    expect(describeModel).toHaveBeenCalledTimes(2);
  });

  test("never holds a failure", async () => {
    const held = new HeldIdentity();
    expect(await held.get(async () => fail("unavailable", "no model"), 0)).toMatchObject({ ok: false });
    expect(await held.get(async () => ok(identity("m")), 1)).toMatchObject({ ok: true });
  });
});

describe("withIdentity", () => {
  test("asks again, once, when the model changed in the middle", async () => {
    const names = ["old", "new", "newer"];
    const describeModel = async () => ok(identity(names.shift() ?? "none"));
    const attempt = vi.fn<Attempt>(async ({ name }: ModelIdentity) => (name === "old" ? fail("model_changed", "changed") : ok(name)));
    expect(await withIdentity(new HeldIdentity(), describeModel, attempt)).toEqual({ ok: true, value: "new" });
    expect(attempt).toHaveBeenCalledTimes(2);
  });

  test("gives up when it changes again", async () => {
    const attempt = vi.fn<Attempt>(async () => fail("model_changed", "changed"));
    expect(await withIdentity(new HeldIdentity(), async () => ok(identity("m")), attempt)).toMatchObject({ ok: false });
    expect(attempt).toHaveBeenCalledTimes(2);
  });

  test("does not repeat any other failure", async () => {
    const attempt = vi.fn<Attempt>(async () => fail("overloaded", "busy"));
    await withIdentity(new HeldIdentity(), async () => ok(identity("m")), attempt);
    expect(attempt).toHaveBeenCalledOnce();
  });
});
