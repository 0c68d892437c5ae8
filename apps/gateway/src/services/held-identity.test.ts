import { fail, ok, type ModelIdentity, type Result, type ServiceError } from "@steadytext/core";
import { describe, expect, test, vi } from "vitest";
import { HeldIdentities, withIdentity, type Describe } from "./held-identity.ts";

type Attempt = (identity: ModelIdentity) => Promise<Result<string, ServiceError>>;

const identity = (name: string): ModelIdentity => ({ name, version: "1", modelDigest: `digest of ${name}`, engineDigest: "b", created: 0 });

describe("HeldIdentities", () => {
  test("ask once in five seconds for each model", async () => {
    const describeModel = vi.fn<Describe<ModelIdentity>>(async (model) => ok(identity(model ?? "default")));
    const held = new HeldIdentities();
    for (const now of [0, 4999, 5000, 9999]) {
      expect(await held.get("m", describeModel, undefined, now)).toEqual(ok(identity("m")));
      expect(await held.get(null, describeModel, undefined, now)).toEqual(ok(identity("default")));
    }
    expect(describeModel).toHaveBeenCalledTimes(4);
  });

  test("never hold a failure", async () => {
    const held = new HeldIdentities();
    expect(await held.get(null, async () => fail("unavailable", "no model"), undefined, 0)).toMatchObject({ ok: false });
    expect(await held.get(null, async () => ok(identity("m")), undefined, 1)).toMatchObject({ ok: true });
  });

  test("are bounded: the oldest is asked for anew", async () => {
    const describeModel = vi.fn<Describe<ModelIdentity>>(async (model) => ok(identity(model ?? "default")));
    const held = new HeldIdentities();
    for (let i = 0; i <= 64; i++) await held.get(`m${i}`, describeModel, undefined, 0);
    await held.get("m64", describeModel, undefined, 0);
    expect(describeModel).toHaveBeenCalledTimes(65);
    await held.get("m0", describeModel, undefined, 0);
    expect(describeModel).toHaveBeenCalledTimes(66);
  });
});

describe("withIdentity", () => {
  test("asks again, once, when the model changed in the middle, and says which version is outdated", async () => {
    const names = ["old", "new", "newer"];
    const describeModel = vi.fn<Describe<ModelIdentity>>(async () => ok(identity(names.shift() ?? "none")));
    const attempt = vi.fn<Attempt>(async ({ name }: ModelIdentity) => (name === "old" ? fail("model_changed", "changed") : ok(name)));
    expect(await withIdentity(new HeldIdentities(), "m", describeModel, attempt)).toEqual({ ok: true, value: "new" });
    expect(attempt).toHaveBeenCalledTimes(2);
    expect(describeModel.mock.calls).toEqual([
      ["m", undefined],
      ["m", "digest of old"],
    ]);
  });

  test("gives up when it changes again", async () => {
    const attempt = vi.fn<Attempt>(async () => fail("model_changed", "changed"));
    expect(await withIdentity(new HeldIdentities(), null, async () => ok(identity("m")), attempt)).toMatchObject({ ok: false });
    expect(attempt).toHaveBeenCalledTimes(2);
  });

  test("does not repeat any other failure", async () => {
    const attempt = vi.fn<Attempt>(async () => fail("overloaded", "busy"));
    await withIdentity(new HeldIdentities(), null, async () => ok(identity("m")), attempt);
    expect(attempt).toHaveBeenCalledOnce();
  });
});
