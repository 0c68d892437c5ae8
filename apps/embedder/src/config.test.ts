import { expect, test } from "vitest";
import { parseConfig } from "./config.ts";

test("variables arrive as text and leave as numbers", () => {
  expect(parseConfig({ QUEUE_TEXTS: "128", MODELS: {} })).toEqual({ queueTexts: 128 });
});

test.each(["", "0", "many", "1.5", undefined])("a bad value (%s) stops the start and is named", (value) => {
  expect(() => parseConfig({ QUEUE_TEXTS: value })).toThrow(/embedder configuration: QUEUE_TEXTS/);
});
