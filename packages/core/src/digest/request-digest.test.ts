import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EffectiveConstraint } from "../schemas/constraint/effective-constraint.ts";
import type { EffectiveGenerateRequest } from "../schemas/generate.ts";
import { embeddingDigest, generationDigest } from "./request-digest.ts";

const identity = { modelDigest: "a".repeat(64), engineDigest: "b".repeat(64) };
const request: EffectiveGenerateRequest = {
  prompt: { messages: [{ role: "user", content: "Hello" }] },
  maxTokens: 100,
  temperature: 0.7,
  seed: 42,
  topK: 40,
  topP: 0.95,
  minP: 0.05,
  presencePenalty: 0,
  frequencyPenalty: 0,
  logitBias: [],
  logprobs: null,
  echo: false,
  stop: [],
};
const changes: Required<EffectiveGenerateRequest> = {
  prompt: { messages: [{ role: "user", content: "Hello " }] },
  maxTokens: 101,
  temperature: 0.8,
  seed: 43,
  topK: 41,
  topP: 0.94,
  minP: 0.04,
  presencePenalty: 0.5,
  frequencyPenalty: -0.5,
  logitBias: [[5, 1]],
  logprobs: 0,
  echo: true,
  stop: ["\n"],
  constraint: { regex: "a" },
};

describe("the digest of a generation", () => {
  it.each(Object.entries(changes))("changes with %s", async (field, value) => {
    expect(await generationDigest(identity, { ...request, [field]: value })).not.toBe(await generationDigest(identity, request));
  });

  it("changes with every part of a constraint, the order of a schema's properties too", async () => {
    const constraints: readonly EffectiveConstraint[] = [
      { schema: '{"properties":{"a":{},"b":{}}}', separators: "compact" },
      { schema: '{"properties":{"b":{},"a":{}}}', separators: "compact" },
      { schema: '{"properties":{"a":{},"b":{}}}', separators: "spaced" },
      { schema: '{"properties":{"a":{},"b":{}}}', separators: "compact", wrap: true },
      { regex: "a" },
      { choices: ["a"] },
      { choices: ["a", "b"] },
    ];
    const digests = await Promise.all(constraints.map((constraint) => generationDigest(identity, { ...request, constraint })));
    expect(new Set(digests).size).toBe(constraints.length);
  });

  it.each([
    { text: "Hello" },
    { tokens: [19556] },
    { messages: [] },
    { messages: [{ role: "assistant", content: "Hello" }] },
    {
      messages: [
        { role: "user", content: "Hello" },
        { role: "user", content: "" },
      ],
    },
  ] as const)("changes with the kind and shape of the prompt: %j", async (prompt) => {
    expect(await generationDigest(identity, { ...request, prompt })).not.toBe(await generationDigest(identity, request));
  });

  it.each(["modelDigest", "engineDigest"])("changes with the %s", async (field) => {
    expect(await generationDigest({ ...identity, [field]: "c".repeat(64) }, request)).not.toBe(await generationDigest(identity, request));
  });

  it("stays what it was, so that stored answers are found again", async () => {
    expect(await generationDigest(identity, request)).toBe("282529cd9e26433178d7e46046b92bdbcd7eba8133eb0ae616106f792a9a83e3");
  });

  it("is equal for two requests only when they are equal", async () => {
    const texts = fc.array(
      fc.string({ unit: "binary" }).filter((text) => text.isWellFormed()),
      { maxLength: 4 },
    );
    await fc.assert(
      fc.asyncProperty(texts, texts, async (left, right) => {
        const [a, b] = await Promise.all([left, right].map((stop) => generationDigest(identity, { ...request, stop })));
        expect(a === b).toBe(JSON.stringify(left) === JSON.stringify(right));
      }),
    );
  });
});

describe("the digest of a text's vector", () => {
  const model = { ...identity, prefixes: { query: "", passage: "passage: " } };
  const input = { text: "a:b", mode: "query" } as const;

  it.each([{ text: "a", mode: "query" }, { text: "a:b", mode: "passage" }, { tokens: [1] }] as const)(
    "is another for %o",
    async (other) => {
      expect(await embeddingDigest(model, other)).not.toBe(await embeddingDigest(model, input));
    },
  );

  it("knows modes by what they put before a text", async () => {
    const symmetric = { ...identity, prefixes: { query: "", passage: "" } };
    expect(await embeddingDigest(symmetric, { text: "a", mode: "passage" })).toBe(
      await embeddingDigest(symmetric, { text: "a", mode: "query" }),
    );
  });

  it("stays what it was, so that stored vectors are found again", async () => {
    expect(await embeddingDigest(model, input)).toBe("4feb8f6d26def6d91a317823a4351f7c03ba3ec572721dba1c16c317189de779");
  });
});
