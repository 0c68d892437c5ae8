import { expect, test } from "vitest";
import { compareAnswers } from "./compare-answers.ts";

const answer = {
  text: "é rain",
  cached: true,
  model: "m",
  finish_reason: "stop",
  stop_type: "eos",
  usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
} as const;

test("answers that differ in nothing but where they come from are the same", () => {
  expect(compareAnswers(answer, { ...answer, cached: false, model: "of the file" })).toEqual([]);
});

test.each([
  [{ text: "é rein" }, "the text differs from byte 4 on"],
  [{ text: "é rain." }, "the text differs from byte 7 on"],
  [{ stop_type: "word" as const }, "stop_type is eos, computed word"],
  [{ usage: { prompt_tokens: 1, completion_tokens: 5, total_tokens: 3 } }, "completion_tokens is 2, computed 5"],
])("a difference in %j is named", (change, told) => {
  expect(compareAnswers(answer, { ...answer, ...change })).toEqual([told]);
});
