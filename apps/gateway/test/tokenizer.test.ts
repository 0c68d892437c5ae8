import { detokenizeAnswer, fail, ok, tokenizeAnswer } from "@steadytext/core";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { expectError } from "./error-answer.ts";
import { newGateway, parsed, resetStandIns, send } from "./gateway-client.ts";
import { engine } from "./stand-ins/engine.ts";

beforeEach(async () => {
  await resetStandIns();
  vi.spyOn(console, "error").mockReturnValue();
});

describe("POST /tokenize", () => {
  test("answers ids", async () => {
    const answer = await parsed(await send(newGateway(), "/tokenize", { body: { content: "ab" } }), tokenizeAnswer);
    expect(answer).toEqual({ tokens: [97, 98] });
  });

  test("answers pieces as text, or as bytes where they are part of a character", async () => {
    const answer = await parsed(await send(newGateway(), "/tokenize", { body: { content: "aé", with_pieces: true } }), tokenizeAnswer);
    expect(answer).toEqual({
      tokens: [
        { id: 97, piece: "a" },
        { id: 0xc3, piece: [0xc3] },
        { id: 0xa9, piece: [0xa9] },
      ],
    });
  });

  test("keeps a byte order mark as the text it is", async () => {
    engine.does.tokenize = async () => ok({ tokens: [1], pieces: [Uint8Array.of(0xef, 0xbb, 0xbf)] });
    const answer = await parsed(await send(newGateway(), "/tokenize", { body: { content: "\ufeff", with_pieces: true } }), tokenizeAnswer);
    expect(answer).toEqual({ tokens: [{ id: 1, piece: "\ufeff" }] });
  });

  test("hands its switches on", async () => {
    const tokenize = vi.spyOn(engine.does, "tokenize");
    await send(newGateway(), "/tokenize", { body: { model: "tiny-chat", content: "", add_special: true, parse_special: true } });
    expect(tokenize).toHaveBeenCalledWith({ model: "tiny-chat", content: "", addSpecial: true, parseSpecial: true });
  });

  test("passes on that the model is loading", async () => {
    engine.does.tokenize = async () => fail("model_loading", "loading", { retryAfterSeconds: 3 });
    await expectError(await send(newGateway(), "/tokenize", { body: { content: "a" } }), 503, "model_loading");
  });
});

describe("POST /detokenize", () => {
  test("answers text, with U+FFFD for bytes that are none", async () => {
    const answer = await parsed(await send(newGateway(), "/detokenize", { body: { tokens: [97, 0xff, 98] } }), detokenizeAnswer);
    expect(answer).toEqual({ content: "a\ufffdb" });
  });

  test("gives back what was tokenized", async () => {
    const gateway = newGateway();
    const content = "\ufeff🕰️ naïve\0";
    const { tokens } = await parsed(await send(gateway, "/tokenize", { body: { content } }), tokenizeAnswer);
    expect(await parsed(await send(gateway, "/detokenize", { body: { tokens } }), detokenizeAnswer)).toEqual({ content });
  });

  test.each([
    [{ tokens: [-1] }, "tokens.0"],
    [{ tokens: "a" }, "tokens"],
    [{}, "tokens"],
    [{ tokens: Array<number>(8193).fill(1) }, "tokens"],
  ])("refuses bad tokens", async (body, param) => {
    await expectError(await send(newGateway(), "/detokenize", { body }), 400, "invalid_request", param);
  });
});
