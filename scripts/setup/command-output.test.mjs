import assert from "node:assert/strict";
import { test } from "node:test";
import { lastLines } from "./command-output.mjs";

test("the last lines are shown without colours and blank lines", () => {
  assert.equal(lastLines("a\n\n\u001b[1mb\u001b[0m\nc\n", 2), "    b\n    c");
});
