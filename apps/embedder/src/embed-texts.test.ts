import { expect, test } from "vitest";
import { embedTexts, type TextEmbedder } from "./embed-texts.ts";

/** One token a character between two special ones; the vector names the ids. */
function setUp({ maxTokens = 8, endsAt = 100 } = {}) {
  const computed: (readonly number[])[] = [];
  const state = { now: 0, released: false, turns: 0 };
  const model: TextEmbedder = {
    get isReleased() {
      return state.released;
    },
    tokenize: (text) => [1, ...Array.from(text, (character) => character.charCodeAt(0)), 2],
    embed: async (ids) => {
      computed.push(ids);
      state.now += 10;
      return Float32Array.from(ids);
    },
  };
  const limits = { maxTokens, endsAt, now: () => state.now, yieldTurn: async () => void state.turns++ };
  const embed = (texts: string[], truncate = false) => embedTexts(model, { texts, truncate }, limits);
  return { embed, computed, state };
}

test("equal texts are computed once, and others have their turn before each", async () => {
  const { embed, computed, state } = setUp();
  const result = await embed(["a", "b", "a", "a"]);
  expect(result.ok && result.value.map(({ tokens }) => tokens)).toEqual([3, 3, 3, 3]);
  expect(computed).toHaveLength(2);
  expect(state.turns).toBe(2);
});

test("a fault in the last text is found before the first is computed", async () => {
  const { embed, computed } = setUp();
  expect(await embed(["a", "b", "far too long"])).toMatchObject({
    ok: false,
    error: { details: { n_prompt_tokens: 14, n_ctx: 8, index: 2 } },
  });
  expect(await embed(["a", " "])).toMatchObject({ ok: false, error: { code: "invalid_request" } });
  expect(computed).toEqual([]);
});

test("a cut text keeps its closing special token", async () => {
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

test("a model that was replaced meanwhile answers model_changed", async () => {
  const { embed, state } = setUp();
  state.released = true;
  expect(await embed(["a"])).toMatchObject({ ok: false, error: { code: "model_changed" } });
});
