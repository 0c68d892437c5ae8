import { describe, expect, it, vi } from "vitest";
import { startPeers, type Peer } from "./peer.ts";

const peer: Peer = { version: { number: "1" }, measurements: () => ({}), dispose: () => Promise.resolve() };

describe("peers", () => {
  it("run without those that cannot, whose reasons are told", async () => {
    const said = vi.spyOn(console, "error").mockReturnValue();
    const starters = [
      { name: "one", start: () => Promise.reject(new Error("no browser")) },
      { name: "other", start: () => Promise.resolve(peer) },
    ];
    const { running, leftOut } = await startPeers(starters, "model.gguf");
    expect([...running]).toEqual([["other", peer]]);
    expect(leftOut).toEqual({ one: "no browser" });
    expect(said).toHaveBeenCalledWith("left out one: no browser");
  });
});
