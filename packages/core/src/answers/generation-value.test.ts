import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Generation } from "../services/generation.ts";
import { decodeGeneration, encodeGeneration } from "./generation-value.ts";

const text = fc.string({ unit: "binary" }).filter((value) => value.isWellFormed());
const logprob = fc.double({ max: 0, noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const bytes = fc.array(fc.nat(255), { maxLength: 4 });
const told = fc.record({ token: fc.nat(), text, logprob, bytes, top: fc.array(fc.record({ token: fc.nat(), logprob, bytes })) });
const pieces = fc.array(fc.oneof(fc.record({ token: fc.nat(), text }), told));
const generation = fc
  .record({
    prompt: pieces,
    pieces,
    finishReason: fc.constantFrom("stop" as const, "length" as const),
    stopType: fc.constantFrom("eos" as const, "limit" as const, "word" as const),
    usage: fc.record({ promptTokens: fc.nat(), completionTokens: fc.nat() }),
  })
  .map((rest): Generation => ({ ...rest, text: rest.pieces.map((piece) => piece.text).join("") }));

describe("stored generation", () => {
  test("reads back as it was written", () => {
    fc.assert(fc.property(generation, (value) => void expect(decodeGeneration(encodeGeneration(value))).toEqual(value)));
  });

  test("is the same bytes whatever the order of its fields", () => {
    fc.assert(
      fc.property(generation, (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse()) as unknown as Generation;
        expect(encodeGeneration(reversed)).toEqual(encodeGeneration(value));
      }),
    );
  });

  test("that is cut or is something else is no generation", () => {
    fc.assert(
      fc.property(generation, fc.nat(), (value, at) => {
        const bytes = encodeGeneration(value);
        expect(decodeGeneration(bytes.subarray(0, at % bytes.length))).toBeNull();
      }),
    );
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void expect(decodeGeneration(bytes)).toBeNull()));
  });

  test("whose pieces do not add up to its text is refused", () => {
    const value = {
      text: "ab",
      pieces: [{ token: 1, text: "a" }],
      finishReason: "stop",
      stopType: "eos",
      usage: { promptTokens: 1, completionTokens: 1 },
    };
    expect(decodeGeneration(new TextEncoder().encode(JSON.stringify(value)))).toBeNull();
  });
});
