import assert from "node:assert/strict";
import { test } from "node:test";
import { parseBenchOptions, parseStartOptions, parseTestOptions, portFrom } from "./options.mjs";
import { SetupError } from "./setup-error.mjs";

test("start options are read", () => {
  assert.deepEqual(parseStartOptions(["--model-file", "a.gguf", "--fresh"]), { modelFile: "a.gguf", fresh: true, help: false });
  assert.deepEqual(parseStartOptions([]), { modelFile: undefined, fresh: false, help: false });
});

test("unknown flags, stray words and a flag without its value are refused with the usage", () => {
  for (const argv of [["--frech"], ["model.gguf"], ["--model-file"], ["--fresh=yes"]]) {
    assert.throws(
      () => parseStartOptions(argv),
      (error) => error instanceof SetupError && /Usage: npm start/.test(error.advice),
      argv.join(" "),
    );
  }
  assert.throws(
    () => parseTestOptions(["--fresh"]),
    (error) => /Usage: npm test/.test(error.advice),
  );
});

test("bench options are read, and what is no number of rounds is refused", () => {
  assert.deepEqual(parseBenchOptions([]), { peers: false, rounds: 5, modelFile: undefined, help: false });
  assert.deepEqual(parseBenchOptions(["--peers", "--rounds", "7"]), { peers: true, rounds: 7, modelFile: undefined, help: false });
  for (const rounds of ["0", "101", "1.5", "many", ""]) assert.throws(() => parseBenchOptions([`--rounds=${rounds}`]), /--rounds is/);
  assert.throws(
    () => parseBenchOptions(["--round", "7"]),
    (error) => /'--round'/.test(error.message) && /Usage: npm run bench/.test(error.advice),
  );
});

test("the port comes from PORT, 8787 without it", () => {
  assert.equal(portFrom({}), 8787);
  assert.equal(portFrom({ PORT: "" }), 8787);
  assert.equal(portFrom({ PORT: "9000" }), 9000);
});

test("a PORT that is no port is refused by its value", () => {
  for (const PORT of ["0", "65536", "-1", "80a", "1.5", "0x50", " 80"]) assert.throws(() => portFrom({ PORT }), new RegExp(`"${PORT}"`));
});
