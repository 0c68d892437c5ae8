import { fail, ok, type ModelIdentity } from "@steadytext/core";
import { expect, it, vi } from "vitest";
import { warmReplicas } from "./warm-replicas.ts";

const identity: ModelIdentity = { name: "m", version: "1", modelDigest: "a", engineDigest: "b", created: 0 };

it("logs how many replicas have the model, and each different reason of those that cannot", async () => {
  const [info, error] = [vi.spyOn(console, "log").mockReturnValue(), vi.spyOn(console, "error").mockReturnValue()];
  await warmReplicas(async () => [
    ok({ state: "loading", identity }),
    ok({ state: "failed", reason: "damaged" }),
    ok({ state: "failed", reason: "damaged" }),
    fail("unavailable", "interrupted"),
  ]);
  expect(JSON.parse(String(info.mock.calls[0]?.[0]))).toMatchObject({ event: "replicas_warmed", replicas: 4, ready: 0, loading: 1 });
  expect(JSON.parse(String(error.mock.calls[0]?.[0]))).toMatchObject({
    event: "replicas_not_warm",
    replicas: 3,
    reasons: ["damaged", "interrupted"],
  });
});
