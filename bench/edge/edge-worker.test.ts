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
  it("cuts prompts of as many tokens as it was asked for", async () => {
    const prompt = await edge.cut({ text, from: 7, tokens: 40 });
    expect(prompt.tokens).toBe(40);
    expect(text).toContain(prompt.text);
    expect((await edge.generation({ prompt: prompt.text, steps: 0 })).promptTokens).toBe(40);
    await expect(edge.cut({ text, from: 0, tokens: 10_000 })).rejects.toThrow("10000 tokens");
  }, 60_000);

  it("times generations alone, after a known prefix and together", async () => {
    const { text: prompt } = await edge.cut({ text, from: 0, tokens: 128 });
    const alone = await edge.generation({ prompt, steps: 4, prefixScope: "a" });
    expect(alone.firstTokenMs).toBeGreaterThan(0);
    expect(alone.decodeMsPerToken).toBeGreaterThan(0);
    expect(alone.prefixTokens).toBe(0);
    expect((await edge.generation({ prompt: `${prompt} And`, steps: 0, prefixScope: "a" })).prefixTokens).toBe(128);
    expect((await edge.generation({ prompt, steps: 0 })).prefixTokens).toBe(0);
    expect(
      (
        await edge.together({
          streams: [
            { prompt: "One two", steps: 8 },
            { prompt: "Three four", steps: 8 },
          ],
        })
      ).msPerToken,
    ).toBeGreaterThan(0);
  }, 60_000);

  it("writes the same tokens with and without speculation", async () => {
    const [whole, beginning] = [180, 40].map((tokens) => edge.cut({ text: readText("technical"), from: 0, tokens }));
    const work = { prompt: `${(await whole!).text}\n\n${(await beginning!).text}`, steps: 24 };
    const plain = await edge.generation(work);
    expect((await whole!).text).toContain(plain.text);
    expect((await edge.generation({ ...work, speculates: true })).text).toBe(plain.text);
  }, 60_000);

  it("reads as much memory as it was asked for", async () => {
    expect((await edge.streaming({ bytes: 1 << 26, passes: 2 })).msPerPass).toBeGreaterThan(0);
  }, 60_000);

  it("says what went wrong instead of giving a time", async () => {
    const lonely = [
      { prompt: text.slice(0, 2000), steps: 2 },
      { prompt: "One", steps: 2 },
    ];
    await expect(edge.together({ streams: lonely })).rejects.toThrow("never ran together");
    await expect(edge.generation({ prompt: text, steps: 500 })).rejects.toThrow("696 tokens");
  }, 60_000);
});
