import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { weightsPath } from "../../scripts/weights.mjs";
import { readText } from "../peers/llama-cpp/references.ts";
import { startEdgeWorker, type EdgeWorker } from "./edge-worker.ts";

const text = readText("code-and-dialogue");
let edge: EdgeWorker;

beforeAll(async () => {
  edge = await startEdgeWorker(weightsPath("smollm2-135m-instruct-q4_1.gguf"));
}, 120_000);
afterAll(() => edge.dispose());

describe("the bench Worker", () => {
  it("times as many tokens as it was asked for", async () => {
    const times = await edge.generation({ text, promptTokens: 40, steps: 4 });
    expect(times.promptTokens).toBe(40);
    expect(times.firstTokenMs).toBeGreaterThan(0);
    expect(times.decodeMsPerToken).toBeGreaterThan(0);
  }, 60_000);

  it("reads as much memory as it was asked for", async () => {
    expect((await edge.streaming({ bytes: 1 << 26, passes: 2 })).msPerPass).toBeGreaterThan(0);
  }, 60_000);

  it("says what went wrong instead of giving a time", async () => {
    await expect(edge.generation({ text, promptTokens: 600, steps: 1000 })).rejects.toThrow("600");
  }, 60_000);
});
