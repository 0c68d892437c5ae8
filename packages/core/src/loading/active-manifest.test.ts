import { describe, expect, it } from "vitest";
import { ActiveManifest, MANIFEST_HOLD_MS } from "./active-manifest.ts";

interface Setup {
  body?: string | undefined;
  broken?: boolean;
}

function setUp(state: Setup) {
  const reasons: string[] = [];
  const time = { now: 0 };
  let reads = 0;
  const manifest = new ActiveManifest<{ name: string }>({
    key: "models/active/generate.json",
    store: {
      get() {
        reads += 1;
        if (state.broken) return Promise.reject(new Error("bucket is away"));
        return Promise.resolve(state.body === undefined ? null : { text: () => Promise.resolve(state.body as string) });
      },
    },
    schema: {
      safeParse: (value) =>
        typeof value === "object" && value !== null && "name" in value
          ? { success: true, data: value as { name: string } }
          : { success: false, error: { message: "name is missing" } },
    },
    onFailure: (reason) => reasons.push(reason),
    now: () => time.now,
  });
  return { manifest, reasons, time, reads: () => reads };
}

describe("the active manifest", () => {
  it("is read once while it is fresh, and again after that", async () => {
    const state: Setup = { body: '{"name":"a"}' };
    const { manifest, time, reads } = setUp(state);
    await manifest.get();
    state.body = '{"name":"b"}';
    time.now = MANIFEST_HOLD_MS - 1;
    expect(await manifest.get()).toEqual({ ok: true, value: { name: "a" } });
    time.now = MANIFEST_HOLD_MS;
    expect(await manifest.get()).toEqual({ ok: true, value: { name: "b" } });
    expect(reads()).toBe(2);
  });

  it.each([
    ["is missing", {}, "not in the bucket"],
    ["is no JSON", { body: "{" }, "SyntaxError"],
    ["is something else", { body: "{}" }, "name is missing"],
    ["cannot be reached", { broken: true }, "bucket is away"],
  ])("is unavailable with a reason for the log when it %s, and found once it is there", async (_, broken: Setup, reason) => {
    const state = { ...broken };
    const { manifest, reasons } = setUp(state);
    const failed = await manifest.get();
    expect(failed).toMatchObject({ ok: false, error: { code: "unavailable" } });
    expect(reasons[0]).toContain(reason);
    expect(JSON.stringify(failed)).not.toContain(reason);
    Object.assign(state, { body: '{"name":"a"}', broken: false });
    expect(await manifest.get()).toEqual({ ok: true, value: { name: "a" } });
  });
});
