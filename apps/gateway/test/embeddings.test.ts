import { embeddingsAnswer, fail } from "@steadytext/core";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { expectNestedError } from "./error-answer.ts";
import { newGateway, parsed, resetStandIns, send } from "./gateway-client.ts";
import { keyText } from "./keys.ts";
import { embedder, vectorOf } from "./stand-ins/embedder.ts";

beforeEach(async () => {
  await resetStandIns();
  vi.spyOn(console, "error").mockReturnValue();
});

const path = "/v1/embeddings";
const ask = async (body: object) => parsed(await send(newGateway(), path, { body }), embeddingsAnswer);
const item = (index: number, text: string) => ({ object: "embedding", index, embedding: [...vectorOf(text)] });

/** The numbers that a client makes of base64. */
function floatsOf(embedding: unknown): Float32Array {
  return new Float32Array(Uint8Array.from(atob(String(embedding)), (character) => character.charCodeAt(0)).buffer);
}

describe("POST /v1/embeddings", () => {
  test("answers a text and texts in OpenAI's shape", async () => {
    const rest = { object: "list", model: "tiny-embed" };
    expect(await ask({ input: "hello" })).toEqual({ ...rest, data: [item(0, "hello")], usage: { prompt_tokens: 5, total_tokens: 5 } });
    const two = { ...rest, data: [item(0, "a"), item(1, "bc")], usage: { prompt_tokens: 3, total_tokens: 3 } };
    expect(await ask({ input: ["a", "bc"], model: "tiny-embed", user: "u" })).toEqual(two);
  });

  test("hands token ids over as they are: those of one input, or of several", async () => {
    expect((await ask({ input: [104, 105] })).data).toEqual([item(0, "hi")]);
    expect((await ask({ input: [[104], [105, 106]] })).data).toEqual([item(0, "h"), item(1, "ij")]);
    expect(embedder.jobs.map(({ inputs }) => inputs)).toEqual([[{ tokens: [104, 105] }], [{ tokens: [104] }, { tokens: [105, 106] }]]);
  });

  test("base64 holds the same float32 numbers, little-endian", async () => {
    const { data } = await ask({ input: "abc", encoding_format: "base64" });
    expect(floatsOf(data[0]?.embedding)).toEqual(vectorOf("abc"));
  });

  test("dimensions cut and normalise again, in either format", async () => {
    const [float, base64] = await Promise.all(
      ["float", "base64"].map((encoding_format) => ask({ input: "abc", dimensions: 2, encoding_format })),
    );
    const numbers = float?.data[0]?.embedding as number[];
    expect(numbers).toHaveLength(2);
    expect(Math.hypot(...numbers)).toBeCloseTo(1, 6);
    expect(floatsOf(base64?.data[0]?.embedding)).toEqual(Float32Array.from(numbers));
  });

  test("equal requests get equal bytes, computed or cached, and share vectors with /embed", async () => {
    const gateway = newGateway();
    const body = { input: ["a", "b"], encoding_format: "base64" };
    const first = await send(gateway, path, { body });
    await first.settled();
    const second = await send(gateway, path, { body });
    const embed = await send(gateway, "/embed", { body: { text: ["a", "b"] } });
    expect([first, second, embed].map(({ headers }) => headers.get("x-steadytext-cache"))).toEqual(["MISS", "HIT", "HIT"]);
    expect(await second.text()).toBe(await first.text());
    expect(embedder.jobs).toHaveLength(1);
  });

  test("keeps token ids and the text of equal digits apart", async () => {
    const gateway = newGateway();
    for (const input of ["1,2", [1, 2], [[1], [2]], ["1", "2"]]) await (await send(gateway, path, { body: { input } })).settled();
    expect(embedder.jobs).toHaveLength(4);
  });

  test.each([
    [{ input: "" }, "input"],
    [{ input: " \n" }, "input"],
    [{ input: [] }, "input"],
    [{ input: ["a", ""] }, "input.1"],
    [{ input: Array<string>(33).fill("a") }, "input"],
    [{ input: "\ud800" }, "input"],
    [{ input: [[]] }, "input.0"],
    [{ input: [1, -1] }, "input.1"],
    [{ input: [1.5] }, "input.0"],
    [{ input: [2 ** 32] }, "input.0"],
    [{ input: ["a", "b", 1] }, "input.2"],
    [{ input: 5 }, "input"],
    [{ input: "a", encoding_format: "int8" }, "encoding_format"],
    [{ input: "a", dimensions: 0 }, "dimensions"],
    [{ input: "a", dimensions: 5 }, "dimensions"],
    [{}, "input"],
  ])("refuses %j", async (body, param) => {
    const error = await expectNestedError(await send(newGateway(), path, { body }), 400, "invalid_request", param);
    expect(error.type).toBe("invalid_request_error");
  });

  test("names what the embedder refuses by its place in the input", async () => {
    embedder.does.embed = async () => fail("invalid_request", "The token id 9 is not one of the model's", { details: { index: 1 } });
    await expectNestedError(await send(newGateway(), path, { body: { input: [[1], [9]] } }), 400, "invalid_request", "input.1");
    embedder.does.embed = async () => fail("overloaded", "Too many texts are waiting", { retryAfterSeconds: 7 });
    const busy = await send(newGateway(), path, { body: { input: "a" } });
    expect(busy.headers.get("retry-after")).toBe("7");
    await expectNestedError(busy, 503, "overloaded");
  });

  test("refuses another model, an unknown field and a key without the scope by name", async () => {
    const other = await send(newGateway(), path, { body: { input: "a", model: "text-embedding-3-small" } });
    await expectNestedError(other, 404, "model_not_found", "model");
    await expectNestedError(await send(newGateway(), path, { body: { input: "a", texts: 1 } }), 400, "unknown_field", "texts");
    await expectNestedError(await send(newGateway(), path, { body: { input: "a" }, key: keyText("reranker") }), 403, "insufficient_scope");
  });
});
