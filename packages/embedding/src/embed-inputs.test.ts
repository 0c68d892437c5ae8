import type { EmbeddingInput } from "@steadytext/core";
import { expect, test } from "vitest";
import { embedInputs, type InputEmbedder } from "./embed-inputs.ts";

/** One token a character between two special ones; the vector names the ids. */
function setUp({ maxTokens = 8, endsAt = 100 } = {}) {
  const computed: (readonly number[])[] = [];
  const state = { now: 0, released: false, turns: 0, left: false };
  const model: InputEmbedder = {
    vocabularySize: 128,
    get isReleased() {
      return state.released;
    },
    tokenize: (text, mode) => [mode === "query" ? 1 : 3, ...Array.from(text, (character) => character.charCodeAt(0)), 2],
    embed: async (ids) => {
      computed.push(ids);
      state.now += 10;
      return Float32Array.from(ids);
    },
  };
  const turns = { endsAt, now: () => state.now, hasLeft: () => state.left, takeTurn: async () => void state.turns++ };
  const embed = (inputs: readonly (string | number[])[], truncate = false) =>
    embedInputs(model, { inputs: inputs.map(inputOf) }, { maxTokens, truncate }, turns);
  return { embed, computed, state, model, turns };
}

function inputOf(input: string | number[]): EmbeddingInput {
  return typeof input === "string" ? { text: input, mode: "query" } : { tokens: input };
}

test("equal texts are computed once, and others have their turn before each", async () => {
  const { embed, computed, state } = setUp();
  const result = await embed(["a", "b", "a", "a"]);
  expect(result.ok && result.value.map(({ tokens }) => tokens)).toEqual([3, 3, 3, 3]);
  expect(computed).toHaveLength(2);
  expect(state.turns).toBe(2);
});

test("token ids go to the model as they are, and equal those of a text share its vector", async () => {
  const { embed, computed } = setUp();
  const result = await embed(["a", [1, 97, 2], [97]]);
  expect(computed).toEqual([[1, 97, 2], [97]]);
  expect(result.ok && result.value.map(({ tokens }) => tokens)).toEqual([3, 3, 1]);
});

test("a text in another mode is another input", async () => {
  const { model, turns, computed } = setUp();
  const inputs = [
    { text: "a", mode: "query" },
    { text: "a", mode: "passage" },
  ] as const;
  await embedInputs(model, { inputs }, { maxTokens: 8, truncate: false }, turns);
  expect(computed).toEqual([
    [1, 97, 2],
    [3, 97, 2],
  ]);
});

test.each([
  [["a", "b", "far too long"], { code: "context_length_exceeded", details: { n_prompt_tokens: 14, n_ctx: 8, index: 2 } }],
  [["a", " "], { code: "invalid_request", details: { index: 1 } }],
  [["a", []], { code: "invalid_request", details: { index: 1 } }],
  [["a", [97, 128]], { code: "invalid_request", message: expect.stringContaining("token id 128"), details: { index: 1 } }],
  [[[-1]], { code: "invalid_request", details: { index: 0 } }],
  [[[1.5]], { code: "invalid_request", details: { index: 0 } }],
])("a fault in the last input of %j is found before the first is computed", async (inputs, error) => {
  const { embed, computed } = setUp();
  expect(await embed(inputs)).toMatchObject({ ok: false, error });
  expect(computed).toEqual([]);
});

test("a cut input keeps its closing special token", async () => {
  const { embed, computed } = setUp({ maxTokens: 4 });
  const result = await embed(["abcdef"], true);
  expect(result.ok && result.value[0]?.tokens).toBe(4);
  expect(computed).toEqual([[1, 97, 98, 2]]);
});

test("nothing is computed past the deadline", async () => {
  const { embed, computed } = setUp({ endsAt: 15 });
  expect(await embed(["a", "b", "c"])).toMatchObject({ ok: false, error: { code: "deadline_exceeded" } });
  expect(computed).toHaveLength(2);
});

test("nothing more is computed for a caller who has left", async () => {
  const { embed, computed, state, turns } = setUp();
  turns.takeTurn = async () => {
    state.left = computed.length === 1;
  };
  expect(await embed(["a", "b", "c"])).toMatchObject({ ok: false, error: { code: "cancelled" } });
  expect(computed).toHaveLength(1);
});

test("a model that was replaced meanwhile answers model_changed", async () => {
  const { embed, state } = setUp();
  state.released = true;
  expect(await embed(["a"])).toMatchObject({ ok: false, error: { code: "model_changed" } });
});
