import assert from "node:assert/strict";
import { test } from "node:test";
import { refuseSwallowedOptions } from "./swallowed-options.mjs";

const OPTIONS = ["--model-file FILE", "--fresh"];

test("an option that npm kept is refused with the line that works", () => {
  assert.throws(
    () => refuseSwallowedOptions("npm start", OPTIONS, { npm_config_fresh: "true", npm_config_model_file: "a.gguf" }),
    (error) =>
      /npm kept --model-file and --fresh for itself/.test(error.message) && error.advice.endsWith("npm start -- --model-file FILE --fresh"),
  );
});

test("npm's own settings and an option that is off are no matter", () => {
  refuseSwallowedOptions("npm start", OPTIONS, { npm_config_fresh: "", npm_config_cache: "/x" });
});
